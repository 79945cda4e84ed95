import type { FieldConflict } from '@craftastic/contract/thing-conflict';
import { cn } from '../../components/cn.ts';
import { nameOf, type Side } from './conflict-choices.ts';

const SIDES: { side: Side; label: string }[] = [
  { side: 'mine', label: 'Yours' },
  { side: 'theirs', label: 'In git' },
  { side: 'base', label: 'Before' },
];

interface ConflictFieldProps {
  field: FieldConflict;
  chosen: Side | undefined;
  onChoose: (side: Side) => void;
}

/** A field with its three values, of which one stays. */
export function ConflictField({ field, chosen, onChoose }: ConflictFieldProps) {
  const name = nameOf(field);
  return (
    <fieldset className="min-w-0 rounded-lg border border-border bg-raised">
      <legend className="ml-2 px-1 font-medium font-mono text-sm">{name}</legend>
      <div className="grid gap-2 p-3 pt-1 md:grid-cols-3">
        {SIDES.map(({ side, label }) => (
          <label
            key={side}
            className={cn(
              'flex min-w-0 cursor-pointer items-start gap-2 rounded-md border px-2.5 py-2 transition-colors',
              chosen === side ? 'border-accent bg-accent-soft' : 'border-border hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={`conflict ${name}`}
              checked={chosen === side}
              onChange={() => onChoose(side)}
              className="mt-0.5 shrink-0 accent-accent"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium text-sm">{label}</span>
              <span className="block max-h-40 overflow-y-auto whitespace-pre-wrap break-words font-mono text-sm">
                {side in field ? shown(field[side]) : <i className="text-muted">no such field</i>}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));
