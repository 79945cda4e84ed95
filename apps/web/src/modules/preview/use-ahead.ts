import { useEffect } from 'react';
import { useStore } from '../../hooks/store.ts';
import type { Deck } from './deck.ts';
import { portToShow } from './ports.ts';
import { likelyNext, type PreviewState } from './preview-state.ts';
import { appOf } from './use-frame.ts';
import { useTarget } from './use-target.ts';

/**
 * Loads the app of the branch under the cursor of a switcher ahead of the choice, where its session runs and listens:
 * the way in to another origin (an address, two redirects, the page) then is over when it is chosen.
 */
export function useAhead(environmentId: string, deck: Deck, { view, ports, path }: PreviewState): void {
  const branch = useStore(likelyNext, (next) => (next?.environmentId === environmentId ? next.branch : null));
  const { session, running, ports: open, devServer } = useTarget(environmentId, branch ?? '');
  const id = running && branch !== null && view === 'app' ? (session?.id ?? null) : null;
  const found = open.map(({ port }) => port);
  const port = id === null ? null : portToShow(found, ports[id] ?? null, devServer?.port ?? null);
  const ready = port !== null && found.includes(port);
  useEffect(() => {
    if (id === null || port === null || !ready) return;
    const app = appOf(id, port);
    deck.prepare(app.key, app.open, path);
  }, [deck, id, port, ready, path]);
}
