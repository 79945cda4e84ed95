import { cn } from './cn.ts';

/** Initials on a colour of the name: no picture is fetched from anywhere. */
export function Avatar({ name, size = 20, className }: { name: string; size?: number; className?: string }) {
  const initials = name
    .split(/[\s._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((part) => [...part][0]?.toUpperCase() ?? '')
    .join('');
  let hue = 0;
  for (const character of name) hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return (
    <span
      aria-hidden
      className={cn(
        'inline-flex shrink-0 select-none items-center justify-center rounded-full font-semibold',
        className,
      )}
      style={{
        width: size,
        height: size,
        fontSize: Math.max(9, Math.round(size * 0.42)),
        background: `light-dark(hsl(${hue} 38% 86%), hsl(${hue} 26% 28%))`,
        color: `light-dark(hsl(${hue} 52% 24%), hsl(${hue} 48% 84%))`,
      }}
    >
      {initials || '?'}
    </span>
  );
}
