import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Resident memory of some processes, in MB (10^6 bytes): what they share among all who use it is counted once. */
export interface Resident {
  /** Proportional set size: a page that n processes share counts 1/n for each. */
  pss: number;
  /** Resident set size: shared pages count for each process, as in most task lists. */
  rss: number;
  processes: { pid: number; name: string; pss: number }[];
}

/** Of these processes and all that descend from them. Linux alone; those that may not be looked at throw. */
export async function residentOf(roots: number[]): Promise<Resident> {
  const parents = await parentTable();
  const family = new Set(roots);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  const total: Resident = { pss: 0, rss: 0, processes: [] };
  for (const pid of family) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(goneIsEmpty);
    if (rollup === '') continue;
    const [pss, rss] = [megabytes(rollup, 'Pss'), megabytes(rollup, 'Rss')];
    const name = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ').trim();
    total.pss += pss;
    total.rss += rss;
    total.processes.push({ pid, name, pss });
  }
  return total;
}

/** Let the greatest resident set of a process be counted from now on. Linux alone. */
export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** The greatest resident set of a process, in MB. Linux alone. */
export async function peakOf(pid: number): Promise<number> {
  return megabytes(await readFile(`/proc/${pid}/status`, 'utf8'), 'VmHWM');
}

/** The processes whose command line or environment names something, of those that may be looked at. */
export async function processesNaming(text: string): Promise<number[]> {
  const found: number[] = [];
  for (const pid of (await parentTable()).keys()) {
    for (const part of ['cmdline', 'environ']) {
      const shown = await readFile(`/proc/${pid}/${part}`, 'utf8').catch(() => '');
      if (shown.includes(text)) found.push(pid);
    }
  }
  return found;
}

export async function parentTable(): Promise<Map<number, number>> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The command's name is in brackets and may have spaces and brackets itself.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  return parents;
}

function megabytes(rollup: string, field: string): number {
  return (Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1] ?? 0) * 1024) / 1e6;
}

/** A process that has ended meanwhile, or is a zombie, has no memory. */
function goneIsEmpty(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT' || error.code === 'ESRCH') return '';
  throw error;
}
