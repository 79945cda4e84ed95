import { useEffect } from 'react';

/** The title of the window while a page is shown; of the app alone until its name is known. */
export function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name === undefined) return;
    document.title = `${name} – Craftastic`;
    return () => {
      document.title = 'Craftastic';
    };
  }, [name]);
}
