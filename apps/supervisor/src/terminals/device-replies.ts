/**
 * Who answers when a program asks its terminal something? Every browser tab that shows the terminal would, and so the
 * mirror: two tabs, three answers, two of which land in the shell as typed text. So the mirror answers what it can, and
 * the same answers of browsers are dropped. What only a browser knows (colours) one client answers: the one that was
 * used last.
 */
export type InputKind = 'typed' | 'mirror-answers' | 'browser-answers' | 'cursor-position';

// The terminal emulator sends an answer as one piece, by itself; typed or pasted text never has just these forms.
const MIRROR_ANSWERS = [
  /^\[[?>=][\d;]*c$/, // device attributes
  /^\[\??0n$/, // status: fine
  /^\[\??\d+;\d+\$y$/, // is this mode set
  /^\[\?\d+;\d+R$/, // cursor position, the DEC form
  /^P[01]\$r/, // what is this setting
  /^P>\|/, // name and version
];
const BROWSER_ANSWERS = /^\](?:4;\d+|1[0-2]);rgb:[\da-f/]+$/i;
/** Shift-F3 has the same form as the position 1;2: the caller knows whether a program has asked. */
const CURSOR_POSITION = /^\[\d+;\d+R$/;
/** Longer than any answer; so that large pastes are not looked through. */
const ANSWER_LIMIT_BYTES = 256;
const ESCAPE = 0x1b;

export function inputKind(data: Uint8Array): InputKind {
  if (data[0] !== ESCAPE || data.length < 3 || data.length > ANSWER_LIMIT_BYTES) return 'typed';
  const text = withoutEnd(Buffer.from(data.buffer, data.byteOffset + 1, data.byteLength - 1).toString('latin1'));
  if (text.includes('\x1b')) return 'typed';
  if (MIRROR_ANSWERS.some((form) => form.test(text))) return 'mirror-answers';
  if (BROWSER_ANSWERS.test(text)) return 'browser-answers';
  return CURSOR_POSITION.test(text) ? 'cursor-position' : 'typed';
}

/** Whether what the mirror says is an answer to a question for the cursor's position. */
export function isCursorPosition(reply: string): boolean {
  return reply.startsWith('\x1b') && CURSOR_POSITION.test(reply.slice(1));
}

/** Without the terminator of a string sequence: ESC \, or BEL. */
function withoutEnd(text: string): string {
  if (text.endsWith('\x1b\\')) return text.slice(0, -2);
  return text.endsWith('\x07') ? text.slice(0, -1) : text;
}
