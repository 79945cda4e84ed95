import type { Thing } from '@craftastic/contract/things';
import { Link2 } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.tsx';

/** What it says of others, and what others say of it. */
export function Links({ thing, onOpen }: { thing: Thing; onOpen: (id: string) => void }) {
  if (thing.links.length + thing.backlinks.length === 0) {
    return (
      <EmptyState icon={Link2} title="No links" className="h-auto py-10">
        Neither from this Thing nor to it.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-6 pb-6">
      <Group
        title="What it links to"
        rows={thing.links.map((link) => ({ predicate: link.predicate, id: link.to, exists: link.exists }))}
        onOpen={onOpen}
      />
      <Group
        title="What links here"
        rows={thing.backlinks.map((link) => ({ predicate: link.predicate, id: link.from, exists: true }))}
        onOpen={onOpen}
      />
    </div>
  );
}

interface GroupProps {
  title: string;
  rows: readonly { predicate: string; id: string; exists: boolean }[];
  onOpen: (id: string) => void;
}

function Group({ title, rows, onOpen }: GroupProps) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="mb-1 font-medium text-faint text-xs">{title}</h3>
      <ul>
        {rows.map((row) => (
          <li key={`${row.predicate} ${row.id}`} className="flex min-h-7 items-center gap-3">
            <span className="w-24 shrink-0 truncate text-muted text-sm">{row.predicate}</span>
            {row.exists ? (
              <button
                type="button"
                onClick={() => onOpen(row.id)}
                className="min-w-0 truncate rounded-sm text-left text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-current"
              >
                {row.id}
              </button>
            ) : /^https?:/.test(row.id) ? (
              <a
                href={row.id}
                target="_blank"
                rel="noreferrer noopener"
                className="min-w-0 truncate text-muted underline decoration-border-strong underline-offset-2"
              >
                {row.id}
              </a>
            ) : (
              <span className="min-w-0 truncate text-muted">{row.id}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
