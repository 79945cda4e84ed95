import type { GitEvent } from '@craftastic/contract/events';

export const EVENT_KINDS = ['all', 'pushes', 'branches', 'tags', 'syncs'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

const KIND_OF: Record<GitEvent['type'], EventKind> = {
  'git.push': 'pushes',
  'git.branch.created': 'branches',
  'git.branch.deleted': 'branches',
  'git.tag.created': 'tags',
  'git.tag.moved': 'tags',
  'git.tag.deleted': 'tags',
  'things.synced': 'syncs',
};

export interface EventFilter {
  kind: EventKind;
  /** In the name of the branch, tag or namespace, in what commits say, and in the paths that they change. */
  text: string;
}

/** Each word has to be found somewhere, in any case of letters. */
export function isWanted(event: GitEvent, { kind, text }: EventFilter): boolean {
  if (kind !== 'all' && KIND_OF[event.type] !== kind) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const said = wordsOf(event).map((each) => each.toLowerCase());
  return words.every((word) => said.some((each) => each.includes(word)));
}

function wordsOf(event: GitEvent): string[] {
  const commits = 'commits' in event ? event.commits : [];
  return [
    'branch' in event ? event.branch : event.tag,
    'ns' in event ? event.ns : event.repo,
    ...('after' in event ? [event.after ?? '', event.before ?? ''] : [event.commit]),
    ...commits.flatMap(({ sha, message, author, added, modified, removed }) => [
      sha,
      message,
      author.name,
      ...added,
      ...modified,
      ...removed,
    ]),
  ];
}
