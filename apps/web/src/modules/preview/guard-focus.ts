/** That one frame takes the focus from another is told by no event, so it is looked for so often. */
const LOOK_MS = 100;
/** A page that asks for the focus when it loads is not stopped for it; one that goes on is. */
const MOST = 5;
const WITHIN_MS = 5000;

/**
 * Gives the focus back where a frame that is not shown has taken it: any page may call `focus()`, and has then what is
 * typed. `onTaken` is called where it goes on and on: some of what is typed meanwhile is its. A frame that is shown is let:
 * a click into it reaches our page neither as an event nor as `:hover`, so it can't be told from a page's own doing.
 * Returns how to stop.
 */
export function guardFocus(frame: HTMLIFrameElement, isShown: () => boolean, onTaken: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const taken: number[] = [];
  let before = elementOf(document.activeElement);

  const look = () => {
    if (isShown() || document.activeElement !== frame) return;
    frame.blur();
    if (before?.isConnected) before.focus({ preventScroll: true });
    const now = performance.now();
    taken.push(now);
    if (taken.length >= MOST && now - (taken.at(-MOST) ?? 0) < WITHIN_MS) onTaken();
  };
  const remember = ({ target }: FocusEvent) => {
    before = elementOf(target) ?? before;
  };
  document.addEventListener('focusin', remember, { signal });
  // The document has not got its new active element yet when its window loses the focus.
  window.addEventListener('blur', () => setTimeout(look), { signal });
  const timer = setInterval(look, LOOK_MS);
  return () => {
    ended.abort();
    clearInterval(timer);
  };
}

const elementOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof HTMLElement && !(target instanceof HTMLIFrameElement) ? target : null;
