import { describe, expect, it } from 'vitest';
import { clipboardWrite } from './clipboard.ts';
import { isWebLink } from './links.ts';
import { recentFirst } from './recent.ts';

describe('OSC 52', () => {
  it('writes UTF-8', () => {
    expect(clipboardWrite(`c;${btoa('\u00c3\u00a4 b')}`)).toBe('ä b');
  });
  it.each(['c;?', 'c;', '', 'c;%%%', `c;${btoa('\xff\xfe')}`])('refuses %j', (data) => {
    expect(clipboardWrite(data)).toBeNull();
  });
});

it.each([
  ['https://example.org/x', true],
  ['http://localhost:5173', true],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
  ['vscode://x', false],
  ['not a link', false],
])('isWebLink(%j)', (link, expected) => {
  expect(isWebLink(link)).toBe(expected);
});

describe('recentFirst', () => {
  const all = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
  it('puts the active one first, once', () => {
    expect(recentFirst(['a', 'b'], 'b', all, 4)).toEqual(['b', 'a']);
  });
  it('keeps so many, and none that is closed', () => {
    expect(recentFirst(['a', 'b', 'x', 'c'], 'd', all, 3)).toEqual(['d', 'a', 'b']);
  });
});
