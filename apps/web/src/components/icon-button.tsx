import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children'> {
  icon: LucideIcon;
  /** Its accessible name, and its tooltip. */
  label: string;
  shortcut?: string | undefined;
  size?: 'sm' | 'md' | 'lg';
  /** A toggle that is on. */
  pressed?: boolean | undefined;
  busy?: boolean;
  side?: 'top' | 'right' | 'bottom' | 'left';
}

const SIZES = { sm: 'size-5.5', md: 'size-7', lg: 'size-9' };
const ICONS = { sm: 14, md: 16, lg: 20 };

export function IconButton({
  icon: Icon,
  label,
  shortcut,
  size = 'md',
  pressed,
  busy = false,
  side,
  className,
  disabled,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut} {...(side && { side })}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        aria-busy={busy || undefined}
        disabled={disabled || busy}
        className={cn(
          'inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text active:bg-pressed disabled:pointer-events-none disabled:opacity-40 data-[state=open]:bg-hover aria-pressed:bg-selected aria-pressed:text-accent-text',
          SIZES[size],
          className,
        )}
      >
        {busy ? <Spinner size={ICONS[size] - 2} /> : <Icon aria-hidden size={ICONS[size]} strokeWidth={1.75} />}
      </button>
    </Tooltip>
  );
}
