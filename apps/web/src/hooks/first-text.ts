/** Whoever waits goes on after this, though no text was drawn: the file may be gone. */
const LONGEST_MS = 1500;

let drawn: Promise<void> = Promise.resolve();
let draw = () => {};

/** A page opens with a file in front: its text comes first, other heavy drawing waits for it. */
export function expectFirstText(): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  drawn = promise;
  draw = resolve;
  setTimeout(resolve, LONGEST_MS);
}

/** The text stands in the editor; called whenever one does. */
export function tellFirstText(): void {
  // After the frame that shows it.
  requestAnimationFrame(() => setTimeout(draw));
}

/** Resolves when the page's first text is there to type in, at once where none is expected. */
export const firstTextDrawn = (): Promise<void> => drawn;
