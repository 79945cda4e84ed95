/**
 * Shortcuts as text: `Mod+Shift+P`, `F1`, or a chord `Mod+K Mod+S`. Mod is ⌘ on Apple's machines and Ctrl elsewhere.
 * The key is what is printed on it (`KeyboardEvent.key`), except for letters and digits with modifiers, which go by
 * `code` where the layout gives something else (Shift+2, Option+P).
 */
export interface Stroke {
  key: string;
  mod: boolean;
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
}

export type KeyLike = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

export const isApple = (platform: string): boolean => /^(Mac|iP)/.test(platform);

const apple = typeof navigator !== 'undefined' && isApple(navigator.platform);

export function parseShortcut(shortcut: string): Stroke[] {
  return shortcut.split(' ').map((stroke) => {
    const parts = stroke.endsWith('++') ? [...stroke.slice(0, -2).split('+'), '+'] : stroke.split('+');
    const key = parts.at(-1) ?? '';
    const has = (modifier: string) => parts.slice(0, -1).includes(modifier);
    return { key: key.toLowerCase(), mod: has('Mod'), ctrl: has('Ctrl'), shift: has('Shift'), alt: has('Alt') };
  });
}

export function matchesStroke(stroke: Stroke, event: KeyLike, onApple = apple): boolean {
  const ctrl = onApple ? stroke.ctrl : stroke.ctrl || stroke.mod;
  const meta = onApple && stroke.mod;
  if (event.ctrlKey !== ctrl || event.metaKey !== meta || event.altKey !== stroke.alt) return false;
  if (event.key.toLowerCase() === stroke.key) {
    // A sign such as ? already says which keys make it; Shift is then the layout's business.
    return event.shiftKey === stroke.shift || (!/^[a-z0-9]$/.test(stroke.key) && stroke.key.length === 1);
  }
  return event.shiftKey === stroke.shift && codeOf(event.code) === stroke.key;
}

/** A stroke that would also type: it must not fire while the user writes. */
export const isTyping = (stroke: Stroke): boolean =>
  !stroke.mod && !stroke.ctrl && !stroke.alt && !/^f\d+$/.test(stroke.key) && stroke.key !== 'escape';

const APPLE: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Shift: '⇧', Alt: '⌥' };
const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Enter: '↵',
  Backquote: '`',
};

/** The keys to draw, stroke by stroke: `[['Ctrl', 'K'], ['Ctrl', 'S']]`. */
export function shortcutKeys(shortcut: string, onApple = apple): string[][] {
  return shortcut.split(' ').map((stroke) =>
    stroke.split('+').map((part) => {
      if (onApple) return APPLE[part] ?? NAMES[part] ?? part;
      return part === 'Mod' ? 'Ctrl' : (NAMES[part] ?? part);
    }),
  );
}

function codeOf(code: string): string {
  if (/^Key[A-Z]$/.test(code)) return code.slice(3).toLowerCase();
  if (/^Digit\d$/.test(code)) return code.slice(5);
  return code.toLowerCase();
}
