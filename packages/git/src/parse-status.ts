import type { Change, GitStatus } from '@craftastic/contract/git';
import { pathFromBytes } from '@craftastic/contract/git-path';
import { fields } from './fields.ts';

/** What `git status --porcelain=v2 -z --branch --show-stash` tells; the operation under way is not part of it. */
export type ParsedStatus = Omit<GitStatus, 'operation' | 'total'>;

const KINDS: Record<string, Change['kind']> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
};

const CONFLICTS: Record<string, string> = {
  DD: 'both deleted',
  AU: 'added by us',
  UD: 'deleted by them',
  UA: 'added by them',
  DU: 'deleted by us',
  AA: 'both added',
  UU: 'both modified',
};

/** Reads the output of git-status(1), porcelain format version 2 with NUL ends. */
export function parseStatus(output: Uint8Array): ParsedStatus {
  const status: ParsedStatus = {
    branch: null,
    head: null,
    upstream: null,
    upstreamGone: false,
    ahead: null,
    behind: null,
    stashes: 0,
    changes: [],
  };
  const records = fields(output);
  for (let at = 0; at < records.length; at++) {
    const record = records[at] ?? new Uint8Array();
    switch (record[0]) {
      case 0x23: // #
        header(status, text(record));
        break;
      case 0x31: // 1 XY sub mH mI mW hH hI path
        tracked(status.changes, record, 8);
        break;
      case 0x32: // 2 XY sub mH mI mW hH hI Xscore path NUL original
        tracked(status.changes, record, 9, pathFromBytes(records[++at] ?? new Uint8Array()));
        break;
      case 0x75: {
        // u XY sub m1 m2 m3 mW h1 h2 h3 path
        const { head, path } = split(record, 10);
        const conflict = CONFLICTS[head[1] ?? ''] ?? 'conflicted';
        status.changes.push({ path, group: 'conflicted', kind: 'unmerged', conflict, ...submodule(head[2]) });
        break;
      }
      case 0x3f: // ? path
        status.changes.push({ path: pathFromBytes(record.subarray(2)), group: 'untracked', kind: 'added' });
        break;
    }
  }
  // A branch that is not born yet has no counts either, but nothing is gone.
  status.upstreamGone = status.upstream !== null && status.ahead === null && status.head !== null;
  return status;
}

function header(status: ParsedStatus, line: string): void {
  const [, name, value = ''] = /^# (\S+) (.*)$/s.exec(line) ?? [];
  switch (name) {
    case 'branch.oid':
      status.head = value === '(initial)' ? null : value;
      break;
    case 'branch.head':
      status.branch = value === '(detached)' ? null : value;
      break;
    case 'branch.upstream':
      status.upstream = value;
      break;
    case 'branch.ab': {
      const [, ahead, behind] = /^\+(\d+) -(\d+)$/.exec(value) ?? [];
      if (ahead !== undefined) {
        status.ahead = Number(ahead);
        status.behind = Number(behind);
      }
      break;
    }
    case 'stash':
      status.stashes = Number(value);
      break;
  }
}

function tracked(changes: Change[], record: Uint8Array, spaces: number, originalPath?: string): void {
  const { head, path } = split(record, spaces);
  const [staged = '.', unstaged = '.'] = head[1] ?? '';
  for (const [letter, group] of [
    [staged, 'staged'],
    [unstaged, 'unstaged'],
  ] as const) {
    const kind = KINDS[letter];
    if (!kind) continue;
    const moved = (kind === 'renamed' || kind === 'copied') && originalPath !== undefined;
    changes.push({ path, ...(moved ? { originalPath } : {}), group, kind, ...submodule(head[2]) });
  }
}

function submodule(field: string | undefined): { submodule?: true } {
  return field?.startsWith('S') ? { submodule: true } : {};
}

/** The fields before the path, which is the rest after so many spaces. */
function split(record: Uint8Array, spaces: number): { head: string[]; path: string } {
  let at = 0;
  for (let count = 0; count < spaces; count++) at = record.indexOf(0x20, at) + 1;
  return { head: text(record.subarray(0, at)).split(' '), path: pathFromBytes(record.subarray(at)) };
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
