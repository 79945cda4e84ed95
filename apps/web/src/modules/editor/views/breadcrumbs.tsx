import { displayPath } from '@craftastic/contract/git-path';
import { BookOpenText, ChevronRight, History, WrapText } from 'lucide-react';
import { Fragment } from 'react';
import { IconButton } from '../../../components/icon-button.tsx';
import { useStore } from '../../../hooks/store.ts';
import { revealInExplorer } from '../../files/reveal.ts';
import { showFileHistory } from '../../git/file-history.ts';
import { editorSettings, toggleSetting } from '../editor-settings.ts';
import { hasPage, showAsPage, shownAsPageOf } from '../page-mode.ts';

/** Where the file is; each part shows itself in the explorer. */
export function Breadcrumbs({ sessionId, path }: { sessionId: string; path: string }) {
  const { wordWrap } = useStore(editorSettings);
  const asPage = useStore(shownAsPageOf(sessionId), (paths) => paths.has(path));
  const parts = path.split('/');
  return (
    <div className="flex h-6.5 shrink-0 items-center pr-2 pl-3 text-faint text-sm">
      <nav aria-label="Path" className="flex min-w-0 flex-1 items-center overflow-hidden">
        {parts.map((part, at) => {
          const upTo = parts.slice(0, at + 1).join('/');
          return (
            <Fragment key={upTo}>
              {at > 0 && <ChevronRight aria-hidden size={12} className="shrink-0" />}
              <button
                type="button"
                onClick={() => revealInExplorer(sessionId, upTo)}
                className="focus-inset min-w-4 truncate rounded-sm px-1 last:shrink-0 last:text-muted hover:bg-hover hover:text-text"
              >
                {displayPath(part)}
              </button>
            </Fragment>
          );
        })}
      </nav>
      {hasPage(path) && (
        <IconButton
          size="sm"
          icon={BookOpenText}
          label="Show as a page"
          shortcut="Mod+K V"
          pressed={asPage}
          onClick={() => showAsPage(sessionId, path, !asPage)}
        />
      )}
      <IconButton
        size="sm"
        icon={History}
        label="Show history of file"
        onClick={() => showFileHistory(sessionId, path)}
      />
      <IconButton
        size="sm"
        icon={WrapText}
        label="Wrap long lines"
        shortcut="Alt+Z"
        pressed={wordWrap}
        onClick={() => toggleSetting('wordWrap')}
      />
    </div>
  );
}
