import type { editor } from 'monaco-editor/editor';
import type { Theme } from '../../../app/theme.ts';
import type { Monaco } from './monaco.ts';

const THEME_NAMES: Record<Theme, string> = { light: 'craftastic-light', dark: 'craftastic-dark' };

/** The tokens of styles.css that an editor needs, as they are now. */
function currentTokens(): (token: string) => string {
  const style = getComputedStyle(document.documentElement);
  const values = new Map<string, string>();
  for (const name of TOKENS) values.set(name, style.getPropertyValue(`--${name}`).trim());
  return (token) => values.get(token) ?? '';
}

const TOKENS = [
  ...['bg', 'surface', 'raised', 'sunken', 'hover', 'pressed', 'selected', 'border', 'border-strong', 'text', 'muted'],
  ...['faint', 'accent', 'accent-text', 'accent-soft', 'on-accent', 'danger', 'warning', 'info', 'success', 'focus'],
  ...['git-added', 'git-modified', 'git-deleted'],
];

/** Syntax in the warm palette of the interface; every colour reads at 4.5 : 1 on its ground. */
const SYNTAX: Record<Theme, Record<string, string>> = {
  light: {
    comment: '7a7266',
    keyword: 'a8420c',
    string: '2b6e45',
    escape: '8a5a00',
    number: '7d4a9e',
    type: '22607a',
    function: '2f5aa8',
    tag: 'a03050',
    attribute: '7d5300',
    regexp: '9a3412',
    delimiter: '5f5950',
    invalid: 'b02424',
  },
  dark: {
    comment: '8f877b',
    keyword: 'f4965e',
    string: '93c99f',
    escape: 'e5b65c',
    number: 'c7a6ee',
    type: '82bfd8',
    function: '9db8f2',
    tag: 'ee92a6',
    attribute: 'e5b65c',
    regexp: 'f2a48a',
    delimiter: 'aaa297',
    invalid: 'f2857f',
  },
};

function rulesOf(theme: Theme) {
  const color = SYNTAX[theme];
  const groups: Record<string, string[]> = {
    comment: ['comment', 'comment.content', 'metatag'],
    keyword: ['keyword', 'storage', 'keyword.json', 'predefined.sql', 'operator.sql'],
    string: ['string', 'string.value', 'string.value.json', 'attribute.value', 'attribute.value.html', 'string.sql'],
    escape: ['string.escape', 'constant', 'variable.predefined'],
    number: ['number', 'number.hex', 'attribute.value.number', 'attribute.value.unit', 'constant.numeric'],
    type: ['type', 'type.identifier', 'namespace', 'class', 'interface', 'support.type'],
    function: ['function', 'predefined', 'support.function'],
    tag: ['tag', 'metatag.html', 'metatag.content.html'],
    attribute: ['attribute.name', 'string.key.json', 'key', 'variable.parameter', 'annotation'],
    regexp: ['regexp'],
    delimiter: ['delimiter', 'operator'],
    invalid: ['invalid'],
  };
  const rules = Object.entries(groups).flatMap(([name, tokens]) =>
    tokens.map((token) => ({ token, foreground: color[name] ?? '' })),
  );
  return [
    ...rules,
    { token: 'comment', foreground: color.comment ?? '', fontStyle: 'italic' },
    // YAML and Markdown call their keys and headings so.
    { token: 'type.yaml', foreground: color.attribute ?? '' },
    { token: 'keyword.md', foreground: color.keyword ?? '', fontStyle: 'bold' },
    { token: 'strong', fontStyle: 'bold' },
    { token: 'emphasis', fontStyle: 'italic' },
  ];
}

const defined = new Set<Theme>();

/** Draws all editors in the theme that the page is in. Each is defined when it is first shown: that reads styles. */
export function showTheme(monaco: Monaco, theme: Theme): void {
  if (!defined.has(theme)) monaco.editor.defineTheme(THEME_NAMES[theme], themeData(theme));
  defined.add(theme);
  monaco.editor.setTheme(THEME_NAMES[theme]);
}

function themeData(theme: Theme): editor.IStandaloneThemeData {
  const token = currentTokens();
  const alpha = (name: string, opacity: string) => `${token(name)}${opacity}`;
  return {
    base: theme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: rulesOf(theme),
    colors: {
      foreground: token('text'),
      focusBorder: token('focus'),
      errorForeground: token('danger'),
      'editor.background': token('bg'),
      'editor.foreground': token('text'),
      'editorLineNumber.foreground': alpha('faint', '99'),
      'editorLineNumber.activeForeground': token('text'),
      'editorCursor.foreground': token('accent'),
      'editor.selectionBackground': alpha('accent', '40'),
      'editor.inactiveSelectionBackground': alpha('accent', '22'),
      'editor.selectionHighlightBackground': alpha('accent', '1c'),
      'editor.wordHighlightBackground': alpha('info', '26'),
      'editor.wordHighlightStrongBackground': alpha('info', '40'),
      'editor.findMatchBackground': alpha('warning', '66'),
      'editor.findMatchHighlightBackground': alpha('warning', '38'),
      'editor.lineHighlightBackground': alpha('hover', '70'),
      'editor.lineHighlightBorder': '#00000000',
      'editorIndentGuide.background1': token('border'),
      'editorIndentGuide.activeBackground1': token('border-strong'),
      'editorWhitespace.foreground': alpha('faint', '55'),
      'editorBracketMatch.background': alpha('accent', '22'),
      'editorBracketMatch.border': alpha('accent', '88'),
      'editorBracketHighlight.foreground1': token('muted'),
      'editorBracketHighlight.foreground2': `#${SYNTAX[theme].type}`,
      'editorBracketHighlight.foreground3': `#${SYNTAX[theme].number}`,
      'editorError.foreground': token('danger'),
      'editorWarning.foreground': token('warning'),
      'editorInfo.foreground': token('info'),
      'editorLink.activeForeground': token('accent-text'),
      'editorCodeLens.foreground': token('muted'),
      'editorOverviewRuler.border': '#00000000',
      'editorGutter.background': token('bg'),
      'editorStickyScroll.background': token('bg'),
      'editorStickyScrollHover.background': token('hover'),
      'editorWidget.background': token('raised'),
      'editorWidget.foreground': token('text'),
      'editorWidget.border': token('border'),
      'editorHoverWidget.background': token('raised'),
      'editorHoverWidget.border': token('border'),
      'editorSuggestWidget.background': token('raised'),
      'editorSuggestWidget.border': token('border'),
      'editorSuggestWidget.selectedBackground': token('hover'),
      'editorSuggestWidget.selectedForeground': token('text'),
      'editorSuggestWidget.highlightForeground': token('accent-text'),
      'editorSuggestWidget.focusHighlightForeground': token('accent-text'),
      'widget.shadow': theme === 'dark' ? '#0000008c' : '#2b241c24',
      'widget.border': token('border'),
      'input.background': token('bg'),
      'input.foreground': token('text'),
      'input.border': token('border-strong'),
      'inputOption.activeBackground': token('accent-soft'),
      'inputOption.activeForeground': token('accent-text'),
      'inputOption.activeBorder': token('accent'),
      'list.hoverBackground': token('hover'),
      'list.focusBackground': token('hover'),
      'list.focusForeground': token('text'),
      'list.highlightForeground': token('accent-text'),
      'quickInput.background': token('raised'),
      'quickInput.foreground': token('text'),
      'quickInputList.focusBackground': token('hover'),
      'quickInputList.focusForeground': token('text'),
      'menu.background': token('raised'),
      'menu.foreground': token('text'),
      'menu.border': token('border'),
      'menu.selectionBackground': token('hover'),
      'menu.selectionForeground': token('text'),
      'menu.separatorBackground': token('border'),
      'scrollbar.shadow': '#00000000',
      'scrollbarSlider.background': alpha('border-strong', '80'),
      'scrollbarSlider.hoverBackground': token('border-strong'),
      'scrollbarSlider.activeBackground': token('border-strong'),
      'diffEditor.insertedLineBackground': alpha('git-added', '1c'),
      'diffEditor.insertedTextBackground': alpha('git-added', '2a'),
      'diffEditor.removedLineBackground': alpha('git-deleted', '1a'),
      'diffEditor.removedTextBackground': alpha('git-deleted', '2a'),
      'diffEditor.diagonalFill': token('border'),
      'diffEditor.unchangedRegionBackground': token('surface'),
      'diffEditor.unchangedRegionForeground': token('muted'),
      // What both sides share is unfolded around the cursor, and no less worth reading for that.
      'diffEditor.unchangedCodeBackground': '#00000000',
    },
  };
}
