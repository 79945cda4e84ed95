import { Tooltip } from '../../components/tooltip.tsx';
import { useStore } from '../../hooks/store.ts';
import { runEditorAction } from './active-editor.ts';
import { buffersOf } from './buffers/buffers.ts';
import { useBufferOf } from './buffers/use-buffer.ts';
import { editorStatusOf } from './editor-status.ts';

const EOL = { lf: 'LF', crlf: 'CRLF', mixed: 'Mixed' } as const;
const item =
  'focus-inset inline-flex shrink-0 items-center whitespace-nowrap px-2 hover:bg-hover hover:text-text tabular-nums';

/** Of the file in front, for the status bar: place, indentation, encoding, line ends, language. */
export function EditorStatusItems({ sessionId }: { sessionId: string }) {
  const status = useStore(editorStatusOf(sessionId));
  const state = useBufferOf(sessionId, status?.path ?? null);
  if (!status) return null;
  const { line, column, selected } = status;
  const turned = state?.eol === 'crlf' ? 'lf' : 'crlf';
  return (
    <>
      <Tooltip content="Go to line" side="top">
        <button type="button" className={item} onClick={() => runEditorAction(sessionId, 'editor.action.gotoLine')}>
          Ln {line}, Col {column}
          {selected > 0 && ` (${selected} selected)`}
        </button>
      </Tooltip>
      <span className={`${item} max-lg:hidden`}>{status.indent}</span>
      {state?.phase === 'ready' && (
        <>
          <span className={`${item} max-lg:hidden`}>{state.bom ? 'UTF-8 with BOM' : 'UTF-8'}</span>
          <Tooltip content={`Use ${EOL[turned]} line ends`} side="top">
            <button
              type="button"
              className={`${item} max-lg:hidden`}
              disabled={state.readOnly}
              onClick={() => buffersOf(sessionId).get(status.path)?.setEol(turned)}
            >
              {EOL[state.eol]}
            </button>
          </Tooltip>
        </>
      )}
      <span className={item}>{status.language}</span>
    </>
  );
}
