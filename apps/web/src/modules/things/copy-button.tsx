import { Copy } from 'lucide-react';
import { IconButton } from '../../components/icon-button.tsx';
import { toast } from '../../components/toast.tsx';

/** `label` says what is copied: Copy id, Copy JSON-LD. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  return (
    <IconButton
      icon={Copy}
      size="sm"
      label={label}
      onClick={() =>
        void navigator.clipboard.writeText(text).then(
          () => toast.info(done),
          (error: unknown) => toast.failed('Nothing was copied', error),
        )
      }
    />
  );
}
