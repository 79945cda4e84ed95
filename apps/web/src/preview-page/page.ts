import type { FromPreview } from '@craftastic/contract/preview-bridge';

/** Runs in our own pages on a preview host: tells the pane which it is, and waits for the app where it has to be waited for. */

/** The server writes the origins of our own page in here. */
declare const __ORIGINS__: readonly string[];

type Placeholder = Extract<FromPreview, { type: 'placeholder' }>['reason'];

/** Reloads that bring the same page again come further and further apart. */
const AGAIN = 'craftastic-again';
const SHORTEST_MS = 100;
const LONGEST_MS = 5000;

const { dataset } = document.documentElement;
const placeholder = dataset.placeholder as Placeholder | undefined;
if (placeholder !== undefined && window.parent !== window) {
  const message: Placeholder extends infer _ ? FromPreview : never = {
    bridge: 'craftastic-preview',
    type: 'placeholder',
    reason: placeholder,
  };
  // One of them is the pane's; the browser gives a message to no other.
  for (const origin of __ORIGINS__) window.parent.postMessage(message, origin);
}
if (dataset.waits !== undefined) wait();

function wait(): void {
  const events = new EventSource('/__craftastic/wait');
  events.onmessage = ({ data }) => {
    if (data === placeholder) return;
    events.close();
    reload();
  };
  // Refused for good: the page says why when it is asked for again.
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) reload();
  };
}

function reload(): void {
  const [at = 0, delay = 0] = remembered().split(' ').map(Number);
  const next = Date.now() - at < 2 * LONGEST_MS ? Math.min(LONGEST_MS, delay * 2) : SHORTEST_MS;
  remember(`${Date.now()} ${next}`);
  setTimeout(() => location.reload(), next);
}

// A browser that keeps other sites' storage out of frames, as a private window does, throws where it is only looked at.
function remembered(): string {
  try {
    return sessionStorage.getItem(AGAIN) ?? '';
  } catch {
    return `${Date.now()} ${LONGEST_MS / 4}`;
  }
}

function remember(text: string): void {
  try {
    sessionStorage.setItem(AGAIN, text);
  } catch {
    // Then each reload waits for as long as the first of them.
  }
}
