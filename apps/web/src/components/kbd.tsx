import { Fragment } from 'react';
import { shortcutKeys } from '../app/shortcut.ts';
import { cn } from './cn.ts';

/** A shortcut as in app/shortcut.ts, drawn in keys. */
export function Kbd({ shortcut, className }: { shortcut: string; className?: string }) {
  return (
    <span className={cn('inline-flex shrink-0 items-center gap-1', className)}>
      {shortcutKeys(shortcut).map((stroke, index) => (
        <Fragment key={stroke.join('+')}>
          {index > 0 && <span className="text-faint text-xs">then</span>}
          <span className="inline-flex gap-0.5">
            {stroke.map((key) => (
              <kbd
                key={key}
                className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-border bg-surface px-1 font-sans text-muted text-xs"
              >
                {key}
              </kbd>
            ))}
          </span>
        </Fragment>
      ))}
    </span>
  );
}
