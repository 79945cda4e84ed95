import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { Spinner } from './spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger' | 'danger-quiet';
export type ButtonSize = 'sm' | 'md' | 'lg';

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent shadow-sm hover:bg-accent-hover active:brightness-95',
  secondary: 'border border-border-strong bg-raised text-text shadow-sm hover:bg-hover active:bg-pressed',
  ghost: 'text-muted hover:bg-hover hover:text-text active:bg-pressed',
  /** Where it stands on a page for good, and what it does is asked about once more. */
  'danger-quiet':
    'border border-border-strong bg-raised text-danger-text shadow-sm hover:bg-danger-soft active:bg-danger-soft',
  danger: 'bg-danger text-on-danger shadow-sm hover:bg-danger-hover active:brightness-95',
};
const SIZES: Record<ButtonSize, string> = {
  sm: 'h-6 gap-1 px-2 text-sm',
  md: 'h-7 gap-1.5 px-2.5',
  lg: 'h-9 gap-2 px-3.5',
};

export const buttonClass = (variant: ButtonVariant = 'secondary', size: ButtonSize = 'md'): string =>
  cn(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50 [&_svg]:shrink-0',
    VARIANTS[variant],
    SIZES[size],
  );

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Work is under way: a spinner, and no second click. The name stays. */
  busy?: boolean;
}

export function Button({
  variant,
  size,
  busy = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={cn(buttonClass(variant, size), className)}
    >
      {busy && <Spinner size={12} />}
      {children}
    </button>
  );
}
