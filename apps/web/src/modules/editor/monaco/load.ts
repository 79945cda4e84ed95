import type { Monaco } from './monaco.ts';

let loading: Promise<Monaco> | null = null;

/**
 * Monaco, its chunk fetched on the first call. The session's route calls it too, so that the 3 MB are on their way while
 * the session itself is still being asked for. A failed download is tried again by the next call.
 */
export function loadMonaco(): Promise<Monaco> {
  loading ??= import('./monaco.ts').then(
    ({ monaco }) => monaco,
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** Starts the download; whoever needs the editor meets the error, if there is one. */
export function preloadMonaco(): void {
  loadMonaco().catch(() => {});
}
