import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { orpc } from '../../api/client.ts';
import { useStore } from '../../hooks/store.ts';
import type { Deck } from './deck.ts';
import { portToShow } from './ports.ts';
import { likelyNext, type PreviewState } from './preview-state.ts';
import { useContent } from './use-content.ts';
import { appOf, type Shown } from './use-frame.ts';
import { useTarget } from './use-target.ts';

/**
 * Loads the app of the branch under the cursor of a switcher ahead of the choice, where its session runs and listens:
 * the way in to another origin (an address, two redirects, the page) then is over when it is chosen.
 */
export function useAppAhead(environmentId: string, deck: Deck, { view, ports, path }: PreviewState): void {
  const branch = useLikely(environmentId);
  const { session, running, ports: open, devServer } = useTarget(environmentId, branch ?? '');
  const id = running && branch !== null && view === 'app' ? (session?.id ?? null) : null;
  const found = open.map(({ port }) => port);
  const port = id === null ? null : portToShow(found, ports[id] ?? null, devServer?.port ?? null);
  const ready = port !== null && found.includes(port);
  usePrepared(deck, id !== null && ready ? appOf(id, port) : null, path);
}

/** The same for content, where the branch has some. */
export function useContentAhead(environmentId: string, deck: Deck, state: PreviewState): void {
  const branch = useLikely(environmentId);
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} }));
  const session = sessions.data?.find((each) => each.environmentId === environmentId && each.branch === branch);
  const { shown } = useContent({ environmentId, branch: branch ?? '', sessionId: session?.id ?? null }, state);
  usePrepared(deck, branch !== null && state.view === 'content' ? shown : null, state.contentPath);
}

const useLikely = (environmentId: string): string | null =>
  useStore(likelyNext, (next) => (next?.environmentId === environmentId ? next.branch : null));

function usePrepared(deck: Deck, next: Shown | null, path: string): void {
  const latest = useRef(next);
  latest.current = next;
  const key = next?.key;
  useEffect(() => {
    if (key !== undefined && latest.current) deck.prepare(key, latest.current.open, path);
  }, [deck, key, path]);
}
