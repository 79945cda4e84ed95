import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process of this machine. `pid` and `startedAt` together name it for ever: numbers are used again. */
export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  /** The session (of `setsid`) that it is in; its own group where the system does not say. */
  session: number;
  /** Opaque; equal for one process. */
  startedAt: string;
  memoryBytes: number;
  /** CPU time of it and of the children it has waited for. */
  cpuSeconds: number;
}

/** The kernel counts in ticks of `USER_HZ`, 100 a second on every architecture that Node runs on. */
const TICKS = 100;
const PAGE_BYTES = 4096;

/** All living processes. Those that end while the table is read are left out, and so are zombies. */
export async function processTable(): Promise<ProcessInfo[]> {
  if (process.platform !== 'linux') return psTable();
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map((name) => processInfo(Number(name))));
  return found.filter((info) => info !== null);
}

/** One living process, or null. */
export async function processInfo(pid: number): Promise<ProcessInfo | null> {
  if (process.platform !== 'linux') return (await psTable()).find((info) => info.pid === pid) ?? null;
  try {
    return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** A line of `/proc/{pid}/stat`; its second field is the program’s name, which may hold spaces and parentheses. */
export function parseStat(line: string): ProcessInfo | null {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < 0) return null;
  // Field 3 (state) is the first here, so field n of proc(5) is fields[n - 3].
  const fields = line.slice(close + 2).split(' ');
  const field = (n: number) => Number(fields[n - 3]);
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return {
    pid: Number(line.slice(0, open)),
    parent: field(4),
    group: field(5),
    session: field(6),
    startedAt: String(fields[22 - 3]),
    memoryBytes: field(24) * PAGE_BYTES,
    cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS,
  };
}

async function psTable(): Promise<ProcessInfo[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,rss=,time=,lstart='], {
    env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return stdout.split('\n').flatMap((line) => parsePs(line) ?? []);
}

/** A line of `ps -o pid=,ppid=,pgid=,stat=,rss=,time=,lstart=`, as macOS and BSD print it. */
export function parsePs(line: string): ProcessInfo | null {
  const [pid, parent, group, state, kilobytes, time, ...started] = line.trim().split(/\s+/);
  if (!pid || !parent || !group || !state || !kilobytes || !time || state.startsWith('Z')) return null;
  const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(group),
    startedAt: started.join(' '),
    memoryBytes: Number(kilobytes) * 1024,
    cpuSeconds: seconds,
  };
}

/**
 * Processes whose environment holds `NAME=value`: what a terminal left running when its shell had ended is nobody’s
 * descendant any more, but kept the environment. Linux alone tells it.
 */
export async function processesWith(name: string, value: string): Promise<Set<number>> {
  const found = new Set<number>();
  if (process.platform !== 'linux') return found;
  const entry = `${name}=${value}`;
  const pids = (await readdir('/proc')).filter((folder) => /^\d+$/.test(folder));
  await Promise.all(
    pids.map(async (pid) => {
      // Not readable for another user’s process, which is not ours then.
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      if (environment.split('\0').includes(entry)) found.add(Number(pid));
    }),
  );
  return found;
}

/**
 * The processes of a sandbox: `roots`, their descendants, and whoever is in a session that one of these leads. A
 * terminal’s shell has a session of its own (`setsid`). A session led by a stranger is never taken: it would be ours.
 */
export function membersOf(table: ProcessInfo[], roots: ReadonlySet<number>): ProcessInfo[] {
  const children = Map.groupBy(table, (info) => info.parent);
  const inSession = Map.groupBy(table, (info) => info.session);
  const members = new Map<number, ProcessInfo>();
  const waiting = table.filter((info) => roots.has(info.pid));
  for (let info = waiting.pop(); info; info = waiting.pop()) {
    if (members.has(info.pid)) continue;
    members.set(info.pid, info);
    waiting.push(...(children.get(info.pid) ?? []), ...(inSession.get(info.pid) ?? []));
  }
  return [...members.values()];
}
