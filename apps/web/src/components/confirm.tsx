import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { createStore, useStore } from '../hooks/store.ts';
import { buttonClass } from './button.tsx';
import { cn } from './cn.ts';
import { dialogClass, overlayClass } from './dialog.tsx';
import { returnFocus } from './focus-return.ts';

export interface Question {
  title: string;
  body?: ReactNode;
  /** The verb on the button: Remove, Discard. */
  action: string;
  danger?: boolean;
  /** Default: Cancel. */
  dismiss?: string;
}

const asked = createStore<(Question & { answer: (yes: boolean) => void }) | null>(null);

/** Asks, and resolves with the answer. A second question while one is open answers the first with no. */
export function confirm(question: Question): Promise<boolean> {
  asked.get()?.answer(false);
  return new Promise((resolve) => {
    asked.set({
      ...question,
      answer: (yes) => {
        asked.set(null);
        resolve(yes);
      },
    });
  });
}

/** Mounted once, by the providers. */
export function ConfirmHost() {
  const question = useStore(asked);
  return (
    <AlertDialog.Root open={question !== null} onOpenChange={(open) => !open && question?.answer(false)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={cn(overlayClass, 'z-50')} />
        <AlertDialog.Content
          className={cn(dialogClass, 'z-50 max-w-105')}
          onCloseAutoFocus={returnFocus}
          {...(!question?.body && { 'aria-describedby': undefined })}
        >
          <div className="overflow-y-auto px-5 pt-4 pb-5">
            <AlertDialog.Title className="font-semibold text-lg">{question?.title}</AlertDialog.Title>
            {question?.body && (
              <AlertDialog.Description asChild>
                <div className="mt-1 text-muted">{question.body}</div>
              </AlertDialog.Description>
            )}
          </div>
          <footer className="flex justify-end gap-2 rounded-b-xl border-t bg-surface px-5 py-3">
            <AlertDialog.Cancel className={buttonClass('secondary')}>
              {question?.dismiss ?? 'Cancel'}
            </AlertDialog.Cancel>
            <AlertDialog.Action
              className={buttonClass(question?.danger ? 'danger' : 'primary')}
              onClick={() => question?.answer(true)}
            >
              {question?.action}
            </AlertDialog.Action>
          </footer>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
