import { toast } from '../../components/toast.tsx';

/** Puts a text on the clipboard, and says so. */
export function copy(text: string, done: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast.info(done),
    (error: unknown) => toast.failed('Nothing was copied', error),
  );
}
