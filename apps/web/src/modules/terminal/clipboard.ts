/** Longer than any sensible copy; what a program sends beyond it is dropped. */
const LIMIT_BYTES = 1024 * 1024;

/**
 * What a program wants in the clipboard by OSC 52 (`c;BASE64`), or null. A question for the clipboard's content (`c;?`) is
 * never answered: whatever runs in the session would read what was copied elsewhere.
 */
export function clipboardWrite(osc52: string): string | null {
  const at = osc52.indexOf(';');
  const payload = osc52.slice(at + 1);
  if (at < 0 || payload === '' || payload === '?' || payload.length > LIMIT_BYTES * 1.4) return null;
  try {
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
