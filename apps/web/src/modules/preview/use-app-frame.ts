import { useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import { useStore } from '../../hooks/store.ts';
import { pathOf } from './address.ts';
import { Deck } from './deck.ts';
import type { Opener, PreviewFrame } from './frame.ts';

export const frameKey = (sessionId: string, port: number): string => `${sessionId}:${port}`;

const opener =
  (sessionId: string, port: number): Opener =>
  (path) =>
    client.previews.open({ sessionId, port, path: pathOf(path) });

interface Shown {
  sessionId: string;
  port: number;
}

/**
 * The deck of a pane, and the frame of what is `shown`. A change of `shown` keeps the path: a frame that was seen before
 * and stands elsewhere goes to it.
 */
export function useAppFrame(shown: Shown | null, path: string, onPath?: (path: string) => void) {
  const [deck] = useState(() => new Deck());
  const frames = useStore(deck.frames);
  const key = shown && frameKey(shown.sessionId, shown.port);
  const [current, setCurrent] = useState<PreviewFrame | null>(null);
  const latest = useRef({ path, onPath });
  latest.current = { path, onPath };

  const sessionId = shown?.sessionId ?? null;
  const port = shown?.port ?? null;
  useEffect(() => {
    if (sessionId === null || port === null) return setCurrent(null);
    const wanted = latest.current.path;
    const frame = deck.show(frameKey(sessionId, port), opener(sessionId, port), wanted);
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
  }, [deck, sessionId, port]);

  return { deck, frames, frame: current?.key === key ? current : null };
}
