import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorOf } from '../api/client.ts';
import { Button } from './button.tsx';
import { cn } from './cn.ts';

interface ErrorStateProps {
  /** Whatever was thrown. */
  error: unknown;
  title?: string;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
  className?: string;
}

/** In the place of what could not be shown: the sentence, what the program said, the code, a way on. */
export function ErrorState({ error, title, onRetry, actions, className }: ErrorStateProps) {
  const { code, message, data } = errorOf(error);
  return (
    <div
      role="alert"
      className={cn('flex h-full flex-col items-center justify-center gap-1 p-6 text-center', className)}
    >
      <CircleAlert aria-hidden size={22} strokeWidth={1.5} className="mb-1 text-danger-text" />
      {title && <p className="font-medium">{title}</p>}
      <p className={cn('max-w-100 text-balance', title && 'text-muted')}>{message}</p>
      <Output text={outputOf(data)} className="mt-2 max-w-150 text-left" />
      <p className="font-mono text-faint text-xs">{code}</p>
      {(onRetry || actions) && (
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {actions}
          {onRetry && <Button onClick={onRetry}>Try again</Button>}
        </div>
      )}
    </div>
  );
}

/** One line or two in a form or a panel. */
export function ErrorLine({ error, className }: { error: unknown; className?: string }) {
  const { message, data } = errorOf(error);
  return (
    <div role="alert" className={cn('rounded-md bg-danger-soft px-2.5 py-2 text-danger-text', className)}>
      <p>{message}</p>
      <Output text={outputOf(data)} className="mt-2" />
    </div>
  );
}

/** What git, a hook or a script printed. Browsers let the keyboard into a region that scrolls, so it has no tabindex. */
export function Output({ text, className }: { text: string | null; className?: string }) {
  if (!text) return null;
  return (
    <pre
      className={cn(
        'max-h-48 w-full overflow-auto whitespace-pre-wrap break-words rounded-md border border-border bg-sunken p-2 font-mono text-sm text-text',
        className,
      )}
    >
      {text}
    </pre>
  );
}

function outputOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('output' in data)) return null;
  return typeof data.output === 'string' && data.output.trim() !== '' ? data.output.trim() : null;
}
