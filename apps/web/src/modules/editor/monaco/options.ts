import type { editor } from 'monaco-editor/editor';
import type { EditorSettings } from '../editor-settings.ts';

export const FONT = '"JetBrains Mono Variable", ui-monospace, "SF Mono", Menlo, Consolas, monospace';

/** What a plain editor and both sides of a diff share. */
export const editorOptions = (settings: EditorSettings): editor.IEditorOptions => ({
  fontFamily: FONT,
  fontSize: settings.fontSize,
  lineHeight: Math.round(settings.fontSize * 1.55),
  fontLigatures: false,
  codeLensFontFamily: '"Geist Variable", system-ui, sans-serif',
  wordWrap: settings.wordWrap ? 'on' : 'off',
  minimap: { enabled: settings.minimap },
  automaticLayout: true,
  // Menus and hints may leave the pane: it can be as small as the user drags it.
  fixedOverflowWidgets: true,
  smoothScrolling: true,
  cursorSmoothCaretAnimation: 'on',
  cursorBlinking: 'smooth',
  padding: { top: 8, bottom: 8 },
  renderLineHighlight: 'all',
  scrollbar: { verticalScrollbarSize: 12, horizontalScrollbarSize: 12, useShadows: false },
  overviewRulerBorder: false,
  guides: { indentation: true, bracketPairs: 'active', bracketPairsHorizontal: false },
  stickyScroll: { enabled: true, maxLineCount: 4 },
  lightbulb: { enabled: 'off' as editor.ShowLightbulbIconMode },
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true, nonBasicASCII: false },
  accessibilitySupport: 'auto',
});
