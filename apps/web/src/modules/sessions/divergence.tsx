import { count } from '../../app/format.ts';

/** Commits at which a side of the drawing is full; on a log scale, since 3 against 30 matters and 300 against 330 doesn't. */
const FULL = 64;
const share = (commits: number): number => Math.min(1, Math.log2(commits + 1) / Math.log2(FULL + 1));

/** How a branch stands to its upstream: commits it lacks to the left of the line, commits only it has to the right. */
export function Divergence({ ahead, behind }: { ahead: number | null; behind: number | null }) {
  if (ahead === null || behind === null) return <span className="text-faint text-sm">not pushed</span>;
  if (ahead === 0 && behind === 0) return <span className="text-faint text-sm">in sync</span>;
  return (
    <span
      role="img"
      aria-label={`${count(ahead, 'commit')} ahead, ${behind} behind`}
      className="inline-grid w-24 grid-cols-[1fr_1px_1fr] items-center text-sm tabular-nums"
    >
      <Side commits={behind} colour="bg-info" align="justify-end" lead />
      <span className="h-4 bg-border-strong" />
      <Side commits={ahead} colour="bg-accent" align="justify-start" />
    </span>
  );
}

function Side({ commits, colour, align, lead }: { commits: number; colour: string; align: string; lead?: boolean }) {
  const bar = <span className={`h-1.5 shrink-0 rounded-sm ${colour}`} style={{ width: 3 + share(commits) * 17 }} />;
  return (
    <span className={`flex items-center gap-1 ${align} ${commits === 0 ? 'invisible' : ''}`}>
      {lead && <span>{commits}</span>}
      {bar}
      {!lead && <span>{commits}</span>}
    </span>
  );
}
