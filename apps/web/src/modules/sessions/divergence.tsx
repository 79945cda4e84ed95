import { ArrowDown, ArrowUp } from 'lucide-react';
import { count } from '../../app/format.ts';

/** How a branch stands to its upstream: commits that only it has, and commits that it lacks. */
export function Divergence({ ahead, behind }: { ahead: number | null; behind: number | null }) {
  if (ahead === null || behind === null) return <span className="text-faint text-sm">not pushed</span>;
  if (ahead === 0 && behind === 0) return <span className="text-faint text-sm">in sync</span>;
  return (
    <span
      role="img"
      aria-label={`${count(ahead, 'commit')} ahead, ${behind} behind`}
      className="inline-flex items-center gap-2 text-sm tabular-nums"
    >
      {ahead > 0 && (
        <span className="inline-flex items-center gap-0.5 text-accent-text">
          <ArrowUp aria-hidden size={12} />
          {ahead.toLocaleString()}
        </span>
      )}
      {behind > 0 && (
        <span className="inline-flex items-center gap-0.5 text-info-text">
          <ArrowDown aria-hidden size={12} />
          {behind.toLocaleString()}
        </span>
      )}
    </span>
  );
}
