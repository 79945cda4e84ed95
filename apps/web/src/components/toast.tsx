import { CircleAlert, CircleCheck } from 'lucide-react';
import { Toaster as Primitive, toast as show } from 'sonner';
import { errorOf } from '../api/client.ts';
import { useTheme } from '../app/theme.ts';

interface ToastAction {
  label: string;
  run: () => void;
}
interface ToastOptions {
  description?: string;
  action?: ToastAction;
  /** A later toast of the same id takes the place of this one. */
  id?: string;
}

const options = ({ description, action, id }: ToastOptions) => ({
  ...(description !== undefined && { description }),
  ...(action && { action: { label: action.label, onClick: action.run } }),
  ...(id !== undefined && { id }),
});

export const toast = {
  done: (title: string, more: ToastOptions = {}) => show.success(title, options(more)),
  info: (title: string, more: ToastOptions = {}) => show(title, options(more)),
  /** Stays until it is read. */
  warn: (title: string, more: ToastOptions = {}) =>
    show.warning(title, { ...options(more), duration: Number.POSITIVE_INFINITY }),
  /** `title` says what failed, the error why. Errors stay until they are read, long ones the longer. */
  failed: (title: string, error: unknown, more: ToastOptions = {}) => {
    const { code, message } = errorOf(error);
    if (code === 'ABORTED' || code === 'CANCELLED') return;
    show.error(title, { ...options({ description: message, ...more }), duration: 10_000 });
  },
  dismiss: (id: string) => show.dismiss(id),
};

export function Toaster() {
  return (
    <Primitive
      theme={useTheme()}
      position="bottom-right"
      offset={{ bottom: 36, right: 16 }}
      gap={8}
      closeButton
      icons={{
        success: <CircleCheck aria-hidden size={16} className="text-success-text" />,
        error: <CircleAlert aria-hidden size={16} className="text-danger-text" />,
      }}
      toastOptions={{
        classNames: {
          toast: '!rounded-lg !border-border !bg-raised !text-text !shadow-pop !font-sans !text-[13px] !gap-2',
          description: '!text-muted',
          actionButton: '!bg-accent !text-on-accent !h-6 !font-medium',
          closeButton: '!left-auto !-right-1.5 !translate-x-0 !bg-raised !border-border !text-muted',
        },
      }}
    />
  );
}
