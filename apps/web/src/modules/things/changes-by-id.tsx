import type { ThingsDiff } from '@craftastic/contract/things';
import { cn } from '../../components/cn.ts';

export type ChangeKind = 'added' | 'changed' | 'removed';

/** What a branch has done to a Thing, by its id. */
export function changesById(diff: ThingsDiff | undefined): Map<string, ChangeKind> {
  const kinds = new Map<string, ChangeKind>();
  for (const each of diff?.added ?? []) kinds.set(each.$id, 'added');
  for (const each of diff?.changed ?? []) kinds.set(each.$id, 'changed');
  for (const each of diff?.removed ?? []) kinds.set(each.$id, 'removed');
  return kinds;
}

const LOOKS = {
  added: { letter: 'A', className: 'text-git-added' },
  changed: { letter: 'M', className: 'text-git-modified' },
  removed: { letter: 'D', className: 'text-git-deleted' },
} as const satisfies Record<ChangeKind, { letter: string; className: string }>;

/** As in the git panel: A, M, D in their colours. */
export const ChangeLetter = ({ kind }: { kind: ChangeKind }) => (
  <span title={kind} className={cn('w-4 shrink-0 text-center font-semibold text-sm', LOOKS[kind].className)}>
    <span aria-hidden>{LOOKS[kind].letter}</span>
    <span className="sr-only">{kind}</span>
  </span>
);
