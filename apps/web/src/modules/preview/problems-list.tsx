import { CircleX, Trash2, TriangleAlert } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import type { Problem } from './frame-state.ts';

/** What the page has complained about, the last at the end, as its own console would list it. */
export function ProblemsList({ problems, onClear }: { problems: readonly Problem[]; onClear: () => void }) {
  return (
    <div className="flex max-h-90 flex-col">
      <header className="flex h-9 shrink-0 items-center border-b pr-1.5 pl-3">
        <h3 className="flex-1 font-medium text-sm">Console of the preview</h3>
        {problems.length > 0 && <IconButton icon={Trash2} label="Clear" size="sm" onClick={onClear} />}
      </header>
      {problems.length === 0 ? (
        <EmptyState title="No errors" className="h-auto py-6">
          Errors and warnings of the page appear here.
        </EmptyState>
      ) : (
        <ul aria-label="Errors of the preview" className="min-h-0 overflow-y-auto font-mono text-sm">
          {problems.map(({ id, level, text, location, count }) => (
            <li
              key={id}
              className={
                level === 'error'
                  ? 'flex gap-2 border-b bg-danger-soft px-3 py-1.5 text-danger-text last:border-b-0'
                  : 'flex gap-2 border-b bg-warning-soft px-3 py-1.5 text-warning-text last:border-b-0'
              }
            >
              {level === 'error' ? (
                <CircleX aria-label="Error" size={14} className="mt-0.5 shrink-0" />
              ) : (
                <TriangleAlert aria-label="Warning" size={14} className="mt-0.5 shrink-0" />
              )}
              <span className="min-w-0 flex-1">
                <span className="block whitespace-pre-wrap break-words">{text}</span>
                {location && <span className="block break-all text-xs">{location}</span>}
              </span>
              {count > 1 && <span className="shrink-0 font-semibold tabular-nums">× {count}</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
