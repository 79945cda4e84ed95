import { cn } from './cn.ts';

/** `percent` null where the end is unknown. */
export function ProgressBar({
  percent,
  label,
  className,
}: {
  percent: number | null;
  label: string;
  className?: string;
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent === null ? undefined : Math.round(percent)}
      className={cn('h-1 w-full overflow-hidden rounded-full bg-pressed', className)}
    >
      <div
        className={cn(
          'keep-motion h-full rounded-full bg-accent',
          percent === null ? 'w-2/5 animate-slide' : 'transition-[width] duration-200',
        )}
        style={percent === null ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
