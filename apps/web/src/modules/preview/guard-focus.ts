/** So long after a key or a click somebody is still at work in our page. */
const WORKS_MS = 5000;
/** A pointer that rests on the frame may click into it so soon after a key. */
const TURNS_MS = 300;
/** Hidden frames are looked at so often: that one frame takes the focus from another is told by no event. */
const LOOK_MS = 100;
/** A page that asks for the focus when it loads is not stopped for it; one that goes on is. */
const MOST = 5;
const WITHIN_MS = 5000;

interface Deeds {
  /** When something of ours was clicked, typed into or reached by Tab last. */
  ownAt: number;
  /** When Tab was pressed last: it leads from one to the other. */
  tabAt: number;
  /** When the pointer came over the frame last; null while it is elsewhere. */
  overAt: number | null;
}

/**
 * Whether a frame has taken the focus by itself. Any page may call `focus()`, and has then what is typed: a word meant for
 * the terminal, or a password. No browser tells who moved the focus, so it goes by what a person did last.
 */
export function isTaken(shown: boolean, { ownAt, tabAt, overAt }: Deeds, now: number): boolean {
  if (!shown) return true;
  if (tabAt > ownAt) return false;
  if (overAt === null) return now - ownAt < WORKS_MS;
  return overAt < ownAt && now - ownAt < TURNS_MS;
}

/**
 * Gives the focus back where a framed page takes it. `onTaken` is called where the page goes on and on: some of what is
 * typed meanwhile is its. Returns how to stop.
 */
export function guardFocus(frame: HTMLIFrameElement, isShown: () => boolean, onTaken: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const deeds: Deeds = {
    ownAt: Number.NEGATIVE_INFINITY,
    tabAt: Number.NEGATIVE_INFINITY,
    overAt: frame.matches(':hover') ? 0 : null,
  };
  const taken: number[] = [];
  let before = elementOf(document.activeElement);

  const look = () => {
    if (document.activeElement !== frame) return;
    const now = performance.now();
    if (!isTaken(isShown(), deeds, now)) return;
    frame.blur();
    if (before?.isConnected) before.focus({ preventScroll: true });
    taken.push(now);
    if (taken.length >= MOST && now - (taken.at(-MOST) ?? 0) < WITHIN_MS) onTaken();
  };
  const listen = { capture: true, signal };
  const own = () => {
    deeds.ownAt = performance.now();
  };
  document.addEventListener(
    'focusin',
    ({ target }) => {
      before = elementOf(target) ?? before;
      if (elementOf(target) && deeds.tabAt > deeds.ownAt) own();
    },
    listen,
  );
  window.addEventListener('pointerdown', own, listen);
  window.addEventListener(
    'keydown',
    ({ key }) => {
      if (key === 'Tab') deeds.tabAt = performance.now();
      else own();
    },
    listen,
  );
  frame.addEventListener('pointerenter', () => (deeds.overAt = performance.now()), listen);
  frame.addEventListener('pointerleave', () => (deeds.overAt = null), listen);
  // The document has not got its new active element yet when its window loses the focus.
  window.addEventListener('blur', () => setTimeout(look), { signal });
  const timer = setInterval(() => !isShown() && look(), LOOK_MS);
  return () => {
    ended.abort();
    clearInterval(timer);
  };
}

const elementOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof HTMLElement && !(target instanceof HTMLIFrameElement) ? target : null;
