import type { Hunk } from '@craftastic/contract/thing-conflict';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import type { HunkSide } from './conflict-choices.ts';

/** Lines of unchanged text that are shown on each side of a conflict. */
const AROUND = 3;

interface ConflictHunkProps {
  hunk: Extract<Hunk, { kind: 'conflict' }>;
  /** Counted from 1. */
  number: number;
  chosen: HunkSide | undefined;
  onChoose: (side: HunkSide) => void;
}

/** A part of the body that both sides changed: yours and git's side by side. */
export function ConflictHunk({ hunk, number, chosen, onChoose }: ConflictHunkProps) {
  const take = (side: HunkSide, label: string) => (
    <Button
      size="sm"
      aria-pressed={chosen === side}
      variant={chosen === side ? 'primary' : 'secondary'}
      onClick={() => onChoose(side)}
    >
      {label}
    </Button>
  );
  return (
    <section aria-label={`Part ${number} of the body`} className="rounded-lg border border-border bg-raised">
      <div className="grid md:grid-cols-2">
        <Text label="Yours" text={hunk.mine} on={chosen === 'mine' || chosen === 'both'} />
        <Text
          label="In git"
          text={hunk.theirs}
          on={chosen === 'theirs' || chosen === 'both'}
          className="max-md:border-t md:border-l"
        />
      </div>
      {chosen === 'base' && <Text label="Before" text={hunk.base} on className="border-t" />}
      <div className="flex flex-wrap gap-1.5 border-t px-3 py-2">
        {take('mine', 'Take yours')}
        {take('theirs', 'Take git’s')}
        {take('both', 'Take both')}
        {take('base', 'As it was before')}
      </div>
    </section>
  );
}

function Text({ label, text, on, className }: { label: string; text: string; on: boolean; className?: string }) {
  return (
    <div className={cn('min-w-0 border-border px-3 py-2', on && 'bg-accent-soft', className)}>
      <p className="mb-1 font-medium text-sm">{label}</p>
      <pre className="whitespace-pre-wrap break-words font-mono text-sm">
        {text === '' ? <i className="text-muted">nothing</i> : text}
      </pre>
    </div>
  );
}

/** What stands between two conflicts, shortened to what is near them. */
export function SharedText({ text, first, last }: { text: string; first: boolean; last: boolean }) {
  const lines = text.replace(/\n$/, '').split('\n');
  const head = first ? [] : lines.slice(0, AROUND);
  const tail = last ? [] : lines.slice(Math.max(head.length, lines.length - AROUND));
  const left = lines.length - head.length - tail.length;
  return (
    <pre className="whitespace-pre-wrap break-words px-3 font-mono text-muted text-sm">
      {[...head, ...(left > 0 ? ['…'] : []), ...tail].join('\n')}
    </pre>
  );
}
