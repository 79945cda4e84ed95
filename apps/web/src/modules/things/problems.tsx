import type { Diagnostic } from '@craftastic/contract/bindings';
import { displayPath } from '@craftastic/contract/git-path';
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { orpc } from '../../api/client.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useOpenInSession } from './open-in-session.tsx';
import { placeOf, type Viewed } from './place.ts';

interface ProblemsProps {
  context: Viewed;
  environmentId: string;
}

/** What is wrong with the files of a branch, file by file; each leads to its place. */
export function Problems({ context, environmentId }: ProblemsProps) {
  const { ns, branch } = context;
  const diagnostics = useQuery(orpc.bindings.diagnostics.queryOptions({ input: { ns, ...placeOf(context) } }));
  if (diagnostics.isPending) return <SkeletonRows rows={4} />;
  if (diagnostics.isError) return <ErrorState error={diagnostics.error} onRetry={() => void diagnostics.refetch()} />;
  if (diagnostics.data.length === 0) {
    return (
      <EmptyState icon={CircleCheck} title="No problems">
        Every file of {branch} that is content became a Thing.
      </EmptyState>
    );
  }
  return (
    <ul aria-label="Problems" className="h-full overflow-y-auto p-2">
      {diagnostics.data.map((each) => (
        <DiagnosticRow
          key={`${each.path} ${each.line} ${each.column} ${each.message}`}
          diagnostic={each}
          environmentId={environmentId}
          branch={branch}
        />
      ))}
    </ul>
  );
}

interface DiagnosticRowProps {
  diagnostic: Diagnostic;
  environmentId: string;
  branch: string;
  showPath?: boolean;
}

/** A problem: the row is the way to its line. */
export function DiagnosticRow({ diagnostic, environmentId, branch, showPath = true }: DiagnosticRowProps) {
  const { opening, open } = useOpenInSession();
  const { path, line, column, severity, message } = diagnostic;
  const error = severity === 'error';
  const Icon = error ? CircleAlert : TriangleAlert;
  const place = line === null ? '' : column === null ? `line ${line}` : `line ${line}, column ${column}`;
  return (
    <li>
      <button
        type="button"
        disabled={opening}
        title="Open in a session"
        onClick={() =>
          void open({
            environmentId,
            branch,
            path,
            ...(line !== null && { line }),
            ...(column !== null && { column }),
          })
        }
        className="flex w-full items-start gap-2.5 rounded-md px-3 py-1.5 text-left hover:bg-hover"
      >
        <Icon aria-hidden size={15} className={`mt-0.5 shrink-0 ${error ? 'text-danger-text' : 'text-warning-text'}`} />
        <span className="sr-only">{severity}</span>
        <span className="min-w-0 flex-1">
          <span className="block break-words">{message}</span>
          <span className="block truncate text-muted text-sm">
            {[showPath && displayPath(path), place].filter(Boolean).join(' · ')}
          </span>
        </span>
      </button>
    </li>
  );
}
