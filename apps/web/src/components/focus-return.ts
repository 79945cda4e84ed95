/** So far back: a menu, a dialog, and one over it, each with a few controls. */
const KEPT = 16;

let before: HTMLElement[] = [];

/** Remembers what had the focus, for dialogs to give it back to. */
export function followFocus(signal: AbortSignal): void {
  document.addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof HTMLElement) || target === before.at(-1)) return;
      before = [...before.filter((each) => each !== target && each.isConnected), target].slice(-KEPT);
    },
    { signal },
  );
}

/**
 * For `onCloseAutoFocus` of a dialog without a trigger of its own, which is how all of ours are opened: Radix would give
 * the focus to nothing. It goes to what had it last and is still there: the row whose menu led here, the editor, a button
 * of the dialog below.
 */
export function returnFocus(event: Event): void {
  event.preventDefault();
  for (const element of before.toReversed()) {
    if (!element.isConnected) continue;
    element.focus();
    // What is hidden or disabled by now takes none.
    if (document.activeElement === element) return;
  }
}
