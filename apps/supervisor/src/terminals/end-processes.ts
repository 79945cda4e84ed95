import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** For a shell to pass the hang-up on and an editor to save its swap file. */
const GRACE_MS = 1500;
const POLL_MS = 25;

/** End all of a terminal's processes: its leader, and the jobs that its shell put into groups of their own. */
export async function endProcesses(leader: number): Promise<void> {
  let members = await sessionMembers(leader);
  for (const pid of members) signal(pid, 'SIGHUP');
  // A stopped job sees the signal only when it goes on.
  for (const pid of members) signal(pid, 'SIGCONT');
  const end = performance.now() + GRACE_MS;
  while (performance.now() < end) {
    members = await sessionMembers(leader);
    if (members.length === 0) return;
    await delay(POLL_MS);
  }
  for (const pid of members) signal(pid, 'SIGKILL');
}

/** Processes of the session that `leader` leads, zombies left out. Without /proc, the leader's group. */
async function sessionMembers(leader: number): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir('/proc');
  } catch {
    return isAlive(-leader) ? [-leader] : [];
  }
  const members = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        try {
          return inSession(await readFile(`/proc/${name}/stat`, 'latin1'), leader) ? [Number(name)] : [];
        } catch {
          return [];
        }
      }),
  );
  return members.flat();
}

/** `pid (name) state ppid pgrp session …`, where the name may hold anything. */
function inSession(stat: string, leader: number): boolean {
  const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(session) === leader && state !== 'Z' && state !== 'X';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Ended by itself meanwhile.
  }
}
