import { type ReactNode, useState } from 'react';
import { firstTextStands } from '../hooks/first-text.ts';
import { useStore } from '../hooks/store.ts';
import { SkeletonRows } from './skeleton.tsx';

/** A panel beside the editor, drawn when the page's first text can be typed in; until then its place is held. */
export function AfterFirstText({ children }: { children: ReactNode }) {
  const stands = useStore(firstTextStands);
  const [drawn, setDrawn] = useState(stands);
  // Once drawn it stays: another session's text may be expected while this one is still on the screen.
  if (stands && !drawn) setDrawn(true);
  return drawn ? children : <SkeletonRows rows={4} />;
}
