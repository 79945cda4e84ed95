import { cn } from './cn.ts';

/** Where content will be; the region around it carries `aria-busy`. */
export const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={cn('h-3 animate-pulse rounded-sm bg-hover', className)} />
);

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 6, className }: { rows?: number; className?: string }) {
  return (
    <div aria-busy="true" className={cn('flex flex-col gap-3 p-3', className)}>
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, row) => row).map((row) => (
        <div key={row} style={{ width: `${92 - ((row * 29) % 53)}%` }}>
          <Skeleton />
        </div>
      ))}
    </div>
  );
}
