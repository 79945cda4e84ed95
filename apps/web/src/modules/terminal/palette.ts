import type { ITheme } from '@xterm/xterm';
import { cssColor, type Theme } from '../../app/theme.ts';

/** The sixteen colours, chosen beside the tokens of styles.css: legible on both grounds, warm like the rest. */
const ANSI: Record<Theme, ITheme> = {
  light: {
    black: '#2a2622',
    red: '#b42318',
    green: '#2b7a3f',
    yellow: '#8a5a00',
    blue: '#225ea8',
    magenta: '#8b3a94',
    cyan: '#0f6e7c',
    white: '#6e675d',
    brightBlack: '#7d766b',
    brightRed: '#d0392b',
    brightGreen: '#2f8f4b',
    brightYellow: '#a56d00',
    brightBlue: '#2f74cc',
    brightMagenta: '#a14cab',
    brightCyan: '#148496',
    brightWhite: '#211e1a',
  },
  dark: {
    black: '#332e29',
    red: '#f2857f',
    green: '#84c98f',
    yellow: '#e5b65c',
    blue: '#82aee8',
    magenta: '#cf9be0',
    cyan: '#76c5cf',
    white: '#d8d2c8',
    brightBlack: '#8a8277',
    brightRed: '#ff9d97',
    brightGreen: '#9fdfaa',
    brightYellow: '#f4cd80',
    brightBlue: '#a3c6f5',
    brightMagenta: '#e0b7ee',
    brightCyan: '#97dbe3',
    brightWhite: '#fbf7f0',
  },
};

export function terminalTheme(theme: Theme): ITheme {
  const accent = cssColor('accent');
  return {
    ...ANSI[theme],
    background: cssColor('bg'),
    foreground: cssColor('text'),
    cursor: accent,
    cursorAccent: cssColor('bg'),
    selectionBackground: `${accent}48`,
    selectionInactiveBackground: `${accent}28`,
    scrollbarSliderBackground: `${cssColor('border-strong')}80`,
    scrollbarSliderHoverBackground: cssColor('border-strong'),
    scrollbarSliderActiveBackground: cssColor('faint'),
    overviewRulerBorder: cssColor('bg'),
  };
}
