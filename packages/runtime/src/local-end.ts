import { setTimeout as delay } from 'node:timers/promises';
import { membersOf, type ProcessInfo, processesWith, processTable } from './process-table.ts';

const LOOK_MS = 20;

/** The variable by which all processes of a sandbox are known; its value is the run directory. */
export const MARKER = 'CRAFTASTIC_SANDBOX';

/**
 * End a leader, all that it started, and whatever bears the sandbox’s mark. The leader gets SIGTERM; the others SIGTERM
 * and SIGHUP, since an interactive shell ignores the first. Whoever is still there after the grace is killed. Processes
 * are looked up anew before each signal and known by number and start time, so no signal goes to a stranger that got
 * the number of one that ended.
 *
 * @param leader null where it has ended already, and may have left others behind
 */
export async function endProcesses(leader: number | null, mark: string, graceSeconds: number): Promise<void> {
  const seen = new Map<number, string>();
  const living = async (): Promise<ProcessInfo[]> => {
    const [table, marked] = await Promise.all([processTable(), processesWith(MARKER, mark)]);
    const roots = new Set(marked);
    if (leader !== null && !seen.has(leader)) roots.add(leader);
    for (const info of table) if (seen.get(info.pid) === info.startedAt) roots.add(info.pid);
    const members = membersOf(table, roots);
    for (const info of members) seen.set(info.pid, info.startedAt);
    return members;
  };
  const deadline = performance.now() + graceSeconds * 1000;
  let left = await living();
  if (graceSeconds > 0) {
    for (const { pid } of left) {
      signal(pid, 'SIGTERM');
      if (pid !== leader) signal(pid, 'SIGHUP');
    }
  }
  while (left.length > 0) {
    if (performance.now() >= deadline) for (const { pid } of left) signal(pid, 'SIGKILL');
    await delay(LOOK_MS);
    left = await living();
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}
