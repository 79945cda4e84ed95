import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { IconButton } from './icon-button.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** 440, 560 or 720 px. */
  size?: 'sm' | 'md' | 'lg';
  /** Buttons, the default one last. */
  footer?: ReactNode;
  children?: ReactNode;
}

const SIZES = { sm: 'max-w-110', md: 'max-w-140', lg: 'max-w-180' };
export const overlayClass = 'fixed inset-0 z-40 animate-fade bg-overlay';
export const dialogClass =
  'fixed left-1/2 top-[12vh] z-40 flex max-h-[80vh] w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-xl border border-border bg-raised shadow-pop outline-none';

export function Dialog({ open, onOpenChange, title, description, size = 'sm', footer, children }: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayClass} />
        <Primitive.Content
          className={cn(dialogClass, SIZES[size])}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1">
              <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description asChild>
                  <div className="mt-0.5 text-muted">{description}</div>
                </Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <IconButton icon={X} label="Close" className="-mr-2 -mt-0.5" />
            </Primitive.Close>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && (
            <footer className="flex items-center justify-end gap-2 rounded-b-xl border-t bg-surface px-5 py-3">
              {footer}
            </footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
