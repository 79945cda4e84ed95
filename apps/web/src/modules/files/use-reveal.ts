import { useEffect, useRef } from 'react';
import { useStore } from '../../hooks/store.ts';
import { tabsOf } from '../editor/tabs/tab-store.ts';
import { activeTab } from '../editor/tabs/tabs.ts';
import { focusOf, focusRow, setExpanded } from './explorer-state.ts';
import { revealRequestOf } from './reveal.ts';
import { ancestors, type Row } from './tree.ts';

/** Brings what was asked for, and the file that comes to the front of the editor, into sight in the tree. */
export function useReveal(sessionId: string, rows: readonly Row[], scrollTo: (index: number) => void): void {
  const request = useStore(revealRequestOf(sessionId));
  const front = useStore(tabsOf(sessionId), (tabs) => activeTab(tabs)?.path ?? null);
  // Asked for, but its directories may still be on their way.
  const wanted = useRef<string | null>(null);

  useEffect(() => {
    if (request) wanted.current = request.path;
    if (request) setExpanded(sessionId, ancestors(request.path), true);
  }, [sessionId, request]);

  useEffect(() => {
    // What was chosen in the tree itself is in sight already.
    if (front === null || focusOf(sessionId).get().path === front) return;
    wanted.current = front;
    setExpanded(sessionId, ancestors(front), true);
  }, [sessionId, front]);

  useEffect(() => {
    if (wanted.current === null) return;
    const at = rows.findIndex((row) => row.kind === 'entry' && row.entry.path === wanted.current);
    if (at < 0) return;
    focusRow(sessionId, wanted.current);
    wanted.current = null;
    scrollTo(at);
  });
}
