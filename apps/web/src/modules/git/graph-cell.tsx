import { cn } from '../../components/cn.ts';
import type { GraphEdge, GraphRow } from './graph.ts';

const LANE_PX = 11;
const ROW_PX = 24;
const MIDDLE = ROW_PX / 2;
/** Lanes beyond are drawn in the last one: a history of many branches must not push its subjects out. */
const LANES_SHOWN = 6;
const COLOURS = ['text-accent', 'text-info', 'text-success', 'text-git-renamed', 'text-warning', 'text-git-conflict'];

const x = (lane: number): number => Math.min(lane, LANES_SHOWN - 1) * LANE_PX + LANE_PX / 2 + 1;
const colour = (lane: number): string => COLOURS[lane % COLOURS.length] ?? '';

export const graphWidth = (rows: readonly GraphRow[]): number => {
  let lanes = 1;
  for (const { lane, below } of rows) lanes = Math.max(lanes, lane + 1, (below.at(-1) ?? 0) + 1);
  return Math.min(lanes, LANES_SHOWN) * LANE_PX + 4;
};

/** The lines beside one commit; its dot is hollow while it is not pushed. */
export function GraphCell({ row, width, pushed }: { row: GraphRow; width: number; pushed: boolean }) {
  return (
    <svg aria-hidden="true" width={width} height={ROW_PX} className="shrink-0">
      {row.edges.map((edge) => (
        <path
          key={`${edge.kind} ${edge.from} ${edge.to}`}
          d={pathOf(edge)}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
          className={colour(edge.kind === 'in' ? edge.from : edge.to)}
        />
      ))}
      <circle
        cx={x(row.lane)}
        cy={MIDDLE}
        r={3.5}
        stroke="currentColor"
        strokeWidth={1.5}
        className={cn(colour(row.lane), pushed ? 'fill-current' : 'fill-surface')}
      />
    </svg>
  );
}

/** Beside a row that stands between two commits. */
export function GraphPassing({ row, width }: { row: GraphRow; width: number }) {
  return (
    <svg aria-hidden="true" width={width} height={ROW_PX} className="shrink-0">
      {row.below.map((lane) => (
        <path
          key={lane}
          d={`M${x(lane)} 0V${ROW_PX}`}
          stroke="currentColor"
          strokeWidth={1.5}
          className={colour(lane)}
        />
      ))}
    </svg>
  );
}

function pathOf({ kind, from, to }: GraphEdge): string {
  const [a, b] = [x(from), x(to)];
  if (kind === 'through') return `M${a} 0V${ROW_PX}`;
  if (kind === 'in') return a === b ? `M${a} 0V${MIDDLE}` : `M${a} 0C${a} ${MIDDLE * 0.8} ${b} 4 ${b} ${MIDDLE}`;
  return a === b
    ? `M${a} ${MIDDLE}V${ROW_PX}`
    : `M${a} ${MIDDLE}C${a} ${ROW_PX - 4} ${b} ${MIDDLE * 1.2} ${b} ${ROW_PX}`;
}
