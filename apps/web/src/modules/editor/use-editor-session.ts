import { useEffect } from 'react';
import { onFilesChanged } from '../../api/session-events.ts';
import { createFamily } from '../../hooks/store.ts';
import { buffersOf } from './buffers/buffers.ts';
import { draftedPaths, draftsAtRisk } from './buffers/drafts.ts';
import { followProblems } from './follow-problems.ts';
import { loadMonaco } from './monaco/load.ts';
import { openRequestOf } from './open-file.ts';
import { showRequest } from './tabs/actions.ts';
import { tabsOf } from './tabs/tab-store.ts';
import { openTab } from './tabs/tabs.ts';

// A request outlives the page that it was made on: it is granted once.
const granted = createFamily(() => ({ serial: 0 }));

/** All that an open editor listens to: wishes to open, changes on disk, the page being left. */
export function useEditorSession(sessionId: string): void {
  useEffect(() => {
    const requests = openRequestOf(sessionId);
    const grant = () => {
      const request = requests.get();
      if (!request || request.serial === granted(sessionId).serial) return;
      granted(sessionId).serial = request.serial;
      showRequest(sessionId, request);
    };
    grant();
    return requests.subscribe(grant);
  }, [sessionId]);

  useEffect(() => {
    const end = new AbortController();
    const buffers = buffersOf(sessionId);
    const stopFollowing = onFilesChanged(sessionId, (changed) => {
      for (const [path, buffer] of buffers.open.get()) {
        const touched = changed?.some((each) => path === each.path || path.startsWith(`${each.path}/`)) ?? true;
        if (touched) void buffer.refresh();
      }
    });
    const flush = () => buffers.flush();
    addEventListener('pagehide', flush, { signal: end.signal });
    document.addEventListener('visibilitychange', flush, { signal: end.signal });
    addEventListener(
      'beforeunload',
      (event) => {
        flush();
        if (draftsAtRisk()) event.preventDefault();
      },
      { signal: end.signal },
    );
    void draftedPaths(sessionId).then((paths) => {
      if (end.signal.aborted) return;
      const store = tabsOf(sessionId);
      for (const path of paths) {
        if (store.get().tabs.some((tab) => tab.path === path)) continue;
        const { active } = store.get();
        store.set((tabs) => openTab(tabs, { kind: 'file', path, preview: false }));
        if (active) store.set((tabs) => ({ ...tabs, active }));
      }
    });
    loadMonaco().then(
      (monaco) => {
        if (!end.signal.aborted) followProblems(monaco, sessionId, end.signal);
      },
      // Whoever shows a file says so.
      () => {},
    );
    return () => {
      end.abort();
      stopFollowing();
      buffers.closeAll();
    };
  }, [sessionId]);
}
