import { useEffect, useRef } from 'react';
import type { PreviewFrame } from '../preview/frame.ts';
import { navigated, otherSide, type Side, scrolled, type Together, UNLINKED } from './linked.ts';

type Frames = Record<Side, PreviewFrame | null>;
const SIDES: readonly Side[] = ['from', 'to'];

/** Lets two pages scroll and navigate as one while `on`. `onPath` is told where they go. */
export function useLinked({ from, to }: Frames, on: boolean, path: string, onPath: (path: string) => void): void {
  const together = useRef<Together>({ path, sent: null });
  const told = useRef(onPath);
  told.current = onPath;

  // Somebody typed an address: both go, and neither follows the other for having gone.
  const sendBoth = together.current.path !== path;
  useEffect(() => {
    if (!sendBoth) return;
    together.current = { path, sent: null };
    from?.go(path);
    to?.go(path);
  }, [sendBoth, path, from, to]);

  useEffect(() => {
    if (!on || !from || !to) return;
    const frames = { from, to };
    let linked = UNLINKED;
    const ends = SIDES.flatMap((side) => {
      const frame = frames[side];
      const other = frames[otherSide(side)];
      let before = frame.state.get();
      return [
        frame.onScroll((at) => {
          const next = scrolled(linked, side, { x: at.x, y: at.y }, performance.now());
          linked = next.linked;
          if (next.send) other.scrollTo(next.send.x, next.send.y);
        }),
        frame.state.subscribe(() => {
          const now = frame.state.get();
          const was = before;
          before = now;
          if (now.path === was.path) {
            // The same page anew, after a hot reload for instance: back to where the other one is.
            const at = linked.at[side];
            if (was.loading && !now.loading && at) frame.scrollTo(at.x, at.y);
            return;
          }
          linked = UNLINKED;
          const next = navigated(together.current, side, now.path, performance.now());
          together.current = next.together;
          if (!next.send) return;
          other.go(now.path);
          told.current(now.path);
        }),
      ];
    });
    return () => {
      for (const end of ends) end();
    };
  }, [on, from, to]);
}
