import { isApple } from '../../app/shortcut.ts';

type Key = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * What a key in a terminal does. `send`: the program gets it. `browser`: its default, which for pasting is the one way
 * that needs no permission to read the clipboard. Ctrl+C stays with the program, except on Windows with a selection, as
 * its own terminal has it; Ctrl+V likewise.
 */
export function keyAction(
  key: Key,
  hasSelection: boolean,
  platform = navigator.platform,
): 'send' | 'browser' | 'find' | 'copy' {
  const apple = isApple(platform);
  const windows = platform.startsWith('Win');
  const ctrlOnly = key.ctrlKey && !key.metaKey && !key.altKey;
  const commandOnly = apple && key.metaKey && !key.ctrlKey && !key.altKey && !key.shiftKey;

  if (key.code === 'KeyF' && (apple ? commandOnly : ctrlOnly && !key.shiftKey)) return 'find';
  if (key.code === 'KeyC') {
    if (commandOnly) return hasSelection ? 'copy' : 'browser';
    // Also without a selection: the browser's own meaning of these keys is to open its inspector.
    if (ctrlOnly && key.shiftKey) return 'copy';
    if (windows && ctrlOnly && hasSelection) return 'copy';
  }
  if (key.code === 'KeyV') {
    if (commandOnly || (ctrlOnly && key.shiftKey) || (windows && ctrlOnly)) return 'browser';
  }
  if (key.code === 'Insert') {
    if (ctrlOnly && !key.shiftKey && hasSelection) return 'copy';
    if (key.shiftKey && !key.ctrlKey) return 'browser';
  }
  return 'send';
}
