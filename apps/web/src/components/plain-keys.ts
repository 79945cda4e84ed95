import type { KeyboardEvent } from 'react';

/**
 * For `onKeyDown` of a list or tree: does what a key stands for there, and keeps the browser from doing its own. Null leaves a
 * key to others, as are all with Ctrl, Meta or Alt.
 */
export const plainKeys =
  (actionOf: (event: KeyboardEvent) => (() => void) | null) =>
  (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const run = actionOf(event);
    if (!run) return;
    event.preventDefault();
    run();
  };
