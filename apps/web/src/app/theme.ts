import { createPersistentStore, createStore, type Store, useStore } from '../hooks/store.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

const choices: readonly unknown[] = ['system', 'light', 'dark'];
const isChoice = (value: unknown): value is ThemeChoice => choices.includes(value);

// public/theme.js reads the same key before the first paint.
export const themeChoice: Store<ThemeChoice> = createPersistentStore<ThemeChoice>('theme', 'system', (stored) =>
  isChoice(stored) ? stored : 'system',
);

const system = matchMedia('(prefers-color-scheme: dark)');
const resolve = (): Theme =>
  themeChoice.get() === 'system'
    ? system.matches
      ? 'dark'
      : 'light'
    : themeChoice.get() === 'dark'
      ? 'dark'
      : 'light';

/** The theme on the screen. Monaco and xterm subscribe to it, since they can't read CSS variables. */
export const theme: Store<Theme> = createStore(resolve());

const apply = () => {
  const next = resolve();
  document.documentElement.dataset.theme = next;
  theme.set(next);
};
themeChoice.subscribe(apply);
system.addEventListener('change', apply);

export const useTheme = (): Theme => useStore(theme);
export const useThemeChoice = (): ThemeChoice => useStore(themeChoice);

/** The present value of a token of styles.css as `#rrggbb`: `cssColor('bg')`. */
export function cssColor(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${token}`).trim();
}
