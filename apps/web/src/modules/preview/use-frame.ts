import { useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { useStore } from '../../hooks/store.ts';
import { pathOf } from './address.ts';
import { Deck } from './deck.ts';
import type { Opener, PreviewFrame } from './frame.ts';

/** What a frame shows: by `key` it is known again, by `open` its addresses are had. */
export interface Shown {
  key: string;
  open: Opener;
}

/** A port of a session. */
export const appOf = (sessionId: string, port: number): Shown => ({
  key: `${sessionId}:${port}`,
  open: (path) => client.previews.open({ sessionId, port, path: pathOf(path) }),
});

/** A namespace as a branch has it, or as a session does. */
export function contentOf(ns: string, place: { branch: string } | { sessionId: string }): Shown {
  const key = 'sessionId' in place ? `${place.sessionId}:${ns}` : `:${ns} ${place.branch}`;
  return { key, open: (path) => client.previews.openContent({ ns, ...place, path: pathOf(path) }) };
}

/**
 * The deck of a pane, and the frame of what is `shown`. A change of `shown` keeps the path: a frame that was seen before
 * and stands elsewhere goes to it.
 */
export function useFrame(shown: Shown | null, path: string, onPath?: (path: string) => void) {
  const [deck] = useState(() => new Deck());
  const frames = useStore(deck.frames);
  const [current, setCurrent] = useState<PreviewFrame | null>(null);
  const latest = useRef({ path, onPath, open: shown?.open });
  latest.current = { path, onPath, open: shown?.open };

  const key = shown?.key ?? null;
  useEffect(() => {
    const { open, path: wanted } = latest.current;
    if (key === null || open === undefined) return setCurrent(null);
    const frame = deck.show(key, open, wanted);
    setCurrent(frame);
    if (frame.state.get().path !== wanted) frame.go(wanted);
    let before = frame.state.get();
    return frame.state.subscribe(() => {
      const now = frame.state.get();
      if (now.path !== before.path) latest.current.onPath?.(now.path);
      // The login of the preview's own origin ran out: this page can let the browser in again.
      if (now.placeholder === 'logged-out' && before.placeholder !== 'logged-out') void frame.load(now.path);
      before = now;
    });
  }, [deck, key]);

  return { deck, frames, frame: current?.key === key ? current : null };
}
