import { createFamily, createStore, type Store } from '../../hooks/store.ts';

/** Files that are shown as the page that they give, and not as text. */
export const shownAsPageOf: (sessionId: string) => Store<ReadonlySet<string>> = createFamily(() =>
  createStore<ReadonlySet<string>>(new Set()),
);

export const hasPage = (path: string): boolean => /\.(?:md|mdx|markdown)$/i.test(path);

export function showAsPage(sessionId: string, path: string, asPage: boolean): void {
  shownAsPageOf(sessionId).set((now) => {
    const next = new Set(now);
    if (asPage) next.add(path);
    else next.delete(path);
    return next;
  });
}
