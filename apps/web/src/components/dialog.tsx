import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { returnFocus } from './focus-return.ts';

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
          onCloseAutoFocus={returnFocus}
          {...(description === undefined && { 'aria-describedby': undefined })}
        >
          <header className="pt-4 pr-14 pb-3 pl-5">
            <div className="min-w-0">
              <Primitive.Title className="font-semibold text-lg">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description asChild>
                  <div className="mt-0.5 text-muted">{description}</div>
                </Primitive.Description>
              )}
            </div>
          </header>
          <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
          {footer && (
            <footer className="flex items-center justify-end gap-2 rounded-b-xl border-t bg-surface px-5 py-3">
              {footer}
            </footer>
          )}
          {/* Last, so that the dialog opens with the focus on what it is about. */}
          <Primitive.Close
            aria-label="Close"
            className="absolute top-3.5 right-3.5 inline-flex size-7 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text"
          >
            <X aria-hidden size={16} strokeWidth={1.75} />
          </Primitive.Close>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
