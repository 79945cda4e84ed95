import { Check, Minus } from 'lucide-react';
import { Checkbox as Primitive } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from './cn.ts';

interface CheckboxProps {
  checked: boolean | 'indeterminate';
  onChange: (checked: boolean) => void;
  /** Its visible label; with `labelHidden` only its accessible name. */
  label: string;
  labelHidden?: boolean;
  help?: ReactNode;
  disabled?: boolean;
  className?: string;
}

export function Checkbox({ checked, onChange, label, labelHidden, help, disabled, className }: CheckboxProps) {
  const id = useId();
  return (
    <div className={cn('flex items-start gap-2', className)}>
      <Primitive.Root
        id={id}
        checked={checked}
        onCheckedChange={(next) => onChange(next === true)}
        disabled={disabled ?? false}
        aria-describedby={help ? `${id}-help` : undefined}
        className="mt-0.5 inline-flex size-4 shrink-0 items-center justify-center rounded-sm border border-border-strong bg-raised text-on-accent shadow-sm disabled:opacity-50 data-[state=checked]:border-accent data-[state=indeterminate]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:bg-accent"
      >
        <Primitive.Indicator>
          {checked === 'indeterminate' ? (
            <Minus aria-hidden size={12} strokeWidth={3} />
          ) : (
            <Check aria-hidden size={12} strokeWidth={3} />
          )}
        </Primitive.Indicator>
      </Primitive.Root>
      <div className={labelHidden ? 'sr-only' : 'min-w-0'}>
        <label htmlFor={id}>{label}</label>
        {help && (
          <p id={`${id}-help`} className="text-muted text-sm">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}
