import { describe, expect, it } from 'vitest';
import { inputKind, isCursorPosition } from './device-replies.ts';
import { cleanTitle } from './mirror.ts';

describe('what a client sends', () => {
  it.each([
    ['\x1b[?1;2c', 'mirror-answers'],
    ['\x1b[>0;276;0c', 'mirror-answers'],
    ['\x1b[0n', 'mirror-answers'],
    ['\x1b[?2026;2$y', 'mirror-answers'],
    ['\x1bP1$r0m\x1b\\', 'mirror-answers'],
    ['\x1bP>|xterm.js(6.0.0)\x1b\\', 'mirror-answers'],
    ['\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\', 'browser-answers'],
    ['\x1b]4;1;rgb:cd/00/00\x07', 'browser-answers'],
    ['\x1b[12;40R', 'cursor-position'],
    ['ls\r', 'typed'],
    ['\x1b', 'typed'],
    ['\x1b[A', 'typed'],
    ['\x1b[I', 'typed'],
    ['\x1b[<0;10;10M', 'typed'],
    ['\x1b[200~\x1b[?1;2c\x1b[201~', 'typed'],
    [`\x1b[?1;2c${'x'.repeat(300)}`, 'typed'],
  ])('%j is %s', (text, kind) => {
    expect(inputKind(Buffer.from(text))).toBe(kind);
  });

  it('tells the position of the cursor from other answers', () => {
    expect([isCursorPosition('\x1b[1;1R'), isCursorPosition('\x1b[?1;2c')]).toEqual([true, false]);
  });
});

it.each([
  ['vim README.md', 'vim README.md'],
  ['a\u0007b\u001b[31m\nc\u202ed', 'ab[31mcd'],
  ['😀'.repeat(300), '😀'.repeat(200)],
])('the title %j', (title, expected) => {
  expect(cleanTitle(title)).toBe(expected);
});
