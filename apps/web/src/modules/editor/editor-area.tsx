import { useEffect, useRef } from 'react';
import { useStore } from '../../hooks/store.ts';
import { TabBar } from './tabs/tab-bar.tsx';
import { tabsOf } from './tabs/tab-store.ts';
import { activeTab } from './tabs/tabs.ts';
import { useEditorCommands } from './use-editor-commands.ts';
import { useEditorSession } from './use-editor-session.ts';
import { Breadcrumbs } from './views/breadcrumbs.tsx';
import { DiffView } from './views/diff-view.tsx';
import { FileView } from './views/file-view.tsx';
import { NothingOpen } from './views/nothing-open.tsx';

/** Tabs, and what the one in front shows. */
export function EditorArea({ sessionId }: { sessionId: string }) {
  useEditorSession(sessionId);
  useEditorCommands(sessionId);
  const tabs = useStore(tabsOf(sessionId));
  const active = activeTab(tabs);
  const nothing = useRef<HTMLUListElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // The last tab went with the focus in it: keys go on from what is there instead.
    const lost = wasOpen.current && !active && document.activeElement === document.body;
    if (lost) nothing.current?.querySelector('button')?.focus();
    wasOpen.current = active !== undefined;
  }, [active]);
  if (!active) return <NothingOpen ref={nothing} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <TabBar sessionId={sessionId} />
      {active.kind === 'file' ? (
        <>
          <Breadcrumbs sessionId={sessionId} path={active.path} />
          <div role="tabpanel" className="flex min-h-0 flex-1 flex-col">
            <FileView sessionId={sessionId} path={active.path} />
          </div>
        </>
      ) : (
        <div role="tabpanel" className="flex min-h-0 flex-1 flex-col">
          <DiffView key={tabs.active} sessionId={sessionId} tab={active} />
        </div>
      )}
    </div>
  );
}
