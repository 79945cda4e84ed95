import type { Change } from '@craftastic/contract/git';
import { cn } from '../../components/cn.ts';

type Kind = Change['kind'];

const LETTERS: Record<Kind, readonly [letter: string, colour: string]> = {
  added: ['A', 'text-git-added'],
  modified: ['M', 'text-git-modified'],
  deleted: ['D', 'text-git-deleted'],
  renamed: ['R', 'text-git-renamed'],
  copied: ['C', 'text-git-renamed'],
  'type-changed': ['T', 'text-git-modified'],
  unmerged: ['!', 'text-git-conflict'],
};

/** As git has it, except for untracked files: U, as in VS Code. */
export function ChangeLetter({ kind, untracked = false }: { kind: Kind; untracked?: boolean }) {
  const [letter, colour] = untracked ? (['U', 'text-git-untracked'] as const) : LETTERS[kind];
  return (
    <span aria-hidden className={cn('w-3.5 shrink-0 text-center font-mono font-semibold text-sm', colour)}>
      {letter}
    </span>
  );
}
