import type { Thing } from '@craftastic/contract/things';
import { Braces } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.tsx';
import { dataRows, MOST_ROWS } from './data-rows.ts';

interface DataTableProps {
  thing: Thing;
  onOpen: (id: string) => void;
  /** The way to where a key is written. */
  onSource: ((field: string) => void) | undefined;
}

/** Keys, kinds and values. */
export function DataTable({ thing, onOpen, onSource }: DataTableProps) {
  const rows = dataRows(thing.data);
  const things = new Set(thing.links.filter(({ exists }) => exists).map(({ to }) => to));
  if (rows.length === 0) {
    return (
      <EmptyState icon={Braces} title="No data" className="h-auto py-10">
        The file has no frontmatter.
      </EmptyState>
    );
  }
  return (
    <>
      <table className="w-full table-fixed text-left">
        <thead>
          <tr className="border-b text-faint text-xs">
            <th className="w-[30%] py-1.5 pr-3 font-medium">Key</th>
            <th className="w-24 py-1.5 pr-3 font-medium">Kind</th>
            <th className="py-1.5 font-medium">Value</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MOST_ROWS).map((row) => (
            <tr key={row.path} className="border-border/60 border-b align-top">
              <td className="py-1.5 pr-3 font-mono text-sm" style={{ paddingLeft: row.level * 14 }}>
                {onSource && row.level === 0 ? (
                  <button
                    type="button"
                    title="Open in a session"
                    aria-label={`Open ${row.key} in a session`}
                    onClick={() => onSource(row.key)}
                    className="max-w-full break-words rounded-sm text-left hover:text-accent-text hover:underline"
                  >
                    {row.key}
                  </button>
                ) : (
                  <span className="break-words">{row.key}</span>
                )}
              </td>
              <td className="py-1.5 pr-3 text-muted text-sm">{row.kind}</td>
              <td className="whitespace-pre-wrap break-words py-1.5">
                {row.url && things.has(row.url) ? (
                  <button
                    type="button"
                    onClick={() => row.url && onOpen(row.url)}
                    className="max-w-full break-words rounded-sm text-left text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-current"
                  >
                    {row.url}
                  </button>
                ) : row.url ? (
                  <a
                    href={row.url}
                    target="_blank"
                    rel="noreferrer noopener"
                    className="text-accent-text underline decoration-accent/40 underline-offset-2 hover:decoration-current"
                  >
                    {row.url}
                  </a>
                ) : (
                  row.text
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MOST_ROWS && (
        <p className="py-2 text-muted text-sm">There is more than these {MOST_ROWS} rows: JSON-LD has all of it.</p>
      )}
    </>
  );
}
