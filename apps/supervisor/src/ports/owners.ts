import { readdir, readFile, readlink } from 'node:fs/promises';

/** The process that holds a listening socket, as far as this user may see it. */
export interface Owner {
  pid: number;
  /** Of `setsid`: a terminal's programs share their shell's. */
  session: number;
  command: string;
  /** The value of `CRAFTASTIC_SANDBOX` that it was started with; null without one. */
  mark: string | null;
}

const COMMAND_LENGTH = 200;

/** Who holds each of these sockets. Those whose holder can't be seen are left out. Reads every process once. */
export async function ownersOf(inodes: ReadonlySet<number>): Promise<Map<number, Owner>> {
  const found = new Map<number, Owner>();
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  // The youngest first: a socket that a shell's child has inherited is the child's.
  for (const pid of pids.sort((a, b) => b - a)) {
    if (found.size === inodes.size) break;
    const held = (await socketsOf(pid)).filter((inode) => inodes.has(inode) && !found.has(inode));
    if (held.length === 0) continue;
    const owner = await ownerInfo(pid);
    if (owner) for (const inode of held) found.set(inode, owner);
  }
  return found;
}

async function socketsOf(pid: number): Promise<number[]> {
  const directory = `/proc/${pid}/fd`;
  // Of another user, or ended meanwhile.
  const names = await readdir(directory).catch(() => []);
  const links = await Promise.all(names.map((name) => readlink(`${directory}/${name}`).catch(() => '')));
  return links.flatMap((link) => {
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
    return inode === undefined ? [] : [Number(inode)];
  });
}

async function ownerInfo(pid: number): Promise<Owner | null> {
  try {
    const [stat, commandLine, environment] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
    ]);
    return { pid, session: sessionOf(stat), command: commandOf(commandLine), mark: markOf(environment) };
  } catch {
    return null;
  }
}

/** `pid (name) state ppid pgrp session …`, where the name may hold anything. */
export function sessionOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}

/** A command line as one would type it, on one line and not too long. */
export function commandOf(commandLine: string): string {
  const text = commandLine
    .split('\0')
    .join(' ')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
  return text.length > COMMAND_LENGTH ? `${text.slice(0, COMMAND_LENGTH - 1)}…` : text;
}

export function markOf(environment: string): string | null {
  const line = environment.split('\0').find((entry) => entry.startsWith('CRAFTASTIC_SANDBOX='));
  return line === undefined ? null : line.slice(line.indexOf('=') + 1);
}
