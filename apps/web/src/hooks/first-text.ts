import { createStore } from './store.ts';

/** Whoever waits goes on after this, though no text was drawn: the file may be gone. */
const LONGEST_MS = 1500;

/** False from the moment at which a text is expected until it stands. */
export const firstTextStands = createStore(true);

/** A page opens with a file in front: its text comes first, other heavy drawing waits for it. */
export function expectFirstText(): void {
  firstTextStands.set(false);
  setTimeout(() => firstTextStands.set(true), LONGEST_MS);
}

/** The text stands in the editor; called whenever one does. */
export function tellFirstText(): void {
  // After the frame that shows it.
  requestAnimationFrame(() => setTimeout(() => firstTextStands.set(true)));
}

/** Resolves when the page's first text is there to type in, at once where none is expected. */
export async function firstTextDrawn(): Promise<void> {
  if (firstTextStands.get()) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = firstTextStands.subscribe(resolve);
  await promise;
  end();
}
