import { type ComponentProps, createContext, type ReactNode, useContext, useId } from 'react';
import { cn } from './cn.ts';

interface FieldIds {
  control: string;
  help: string | undefined;
  error: string | undefined;
}
const FieldContext = createContext<FieldIds | null>(null);

interface FieldProps {
  label: string;
  /** Under the control, always. */
  help?: ReactNode;
  /** Under the control, in place of nothing: what is wrong, and what would be right. */
  error?: ReactNode;
  /** For those who can't see only: the context says it already. */
  labelHidden?: boolean;
  className?: string;
  children: ReactNode;
}

/** A label, one control of this kit, its help and its error, tied together for assistive technology. */
export function Field({ label, help, error, labelHidden, className, children }: FieldProps) {
  const id = useId();
  const ids = { control: id, help: help ? `${id}-help` : undefined, error: error ? `${id}-error` : undefined };
  return (
    <FieldContext value={ids}>
      <div className={cn('flex flex-col gap-1', className)}>
        <label htmlFor={id} className={labelHidden ? 'sr-only' : 'font-medium text-sm'}>
          {label}
        </label>
        {children}
        {error && (
          <p id={ids.error} role="alert" className="text-danger-text text-sm">
            {error}
          </p>
        )}
        {help && (
          <p id={ids.help} className="text-muted text-sm">
            {help}
          </p>
        )}
      </div>
    </FieldContext>
  );
}

/** What a control inside a Field takes over from it; nothing outside of one. */
export function useFieldProps() {
  const ids = useContext(FieldContext);
  if (!ids) return {};
  return {
    id: ids.control,
    'aria-describedby': [ids.error, ids.help].filter(Boolean).join(' ') || undefined,
    'aria-invalid': ids.error ? true : undefined,
  };
}

export const controlClass =
  'w-full rounded-md border border-border-strong bg-raised px-2 text-text shadow-sm placeholder:text-faint hover:border-faint focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-danger';

export function Input({ className, type = 'text', ...rest }: ComponentProps<'input'>) {
  return (
    <input
      spellCheck={false}
      autoComplete="off"
      {...useFieldProps()}
      {...rest}
      type={type}
      className={cn(controlClass, 'h-8', className)}
    />
  );
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      spellCheck={false}
      {...useFieldProps()}
      {...rest}
      className={cn(controlClass, 'min-h-16 resize-y py-1.5', className)}
    />
  );
}
