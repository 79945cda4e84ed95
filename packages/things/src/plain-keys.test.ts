import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { readPlainKeys } from './plain-keys.ts';

test('reads what most frontmatter is', () => {
  const text = `title: Getting started
$id: start
$type: https://schema.org/Article
date: 2026-01-31
order: 3
draft: false
tags: [one, two three]
none: []
empty:
quoted: "Yes: it's so"
single: 'a # b'
`;
  expect(readPlainKeys(text)).toEqual(parseDocument(text).toJS());
  expect(readPlainKeys(text)).not.toBeNull();
});

test.each([
  'a: b: c',
  'a: [b',
  'a: {b: c}',
  'a: |\n  text',
  'a:\n  b: c',
  'a:\n- b',
  'a: b\n  c',
  'a: b # c',
  'a: "b\\n"',
  'a: &x b',
  'a: *x',
  'a: !!str b',
  'a: 1.5',
  'a: 0x1F',
  'a: ~',
  'a: [b,, c]',
  'a: [b, ]',
  'a: 1\na: 2',
  '? a',
  '- a',
  '"a": b',
  'true: b',
  '<<: b',
  '__proto__: b',
  'a: Null',
  'a:\tb',
  '%TAG ! x',
  'a:b',
])('leaves %j to the library', (text) => expect(readPlainKeys(text)).toBeNull());

test('gives what the library gives, for random documents, or nothing', () => {
  // The same numbers for the same seed, so that a failure can be had again.
  const generator = xoroshiro128plus(20261121);
  const random = () => uniformFloat64(generator);
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] ?? '';
  const many = (most: number, make: () => string, between = '') =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, make).join(between);
  const CHARACTERS = [...'aZé9 0-_.,:;!?#&*|>@%\'"`[]{}()/\\=+~$<^', '\t', '\r', '\u00a0', '\u2028', '’', '\u{1f600}'];
  const WORDS = [
    'a',
    'true',
    'No',
    'null',
    '~',
    '012',
    '-0',
    '1e3',
    '0x1',
    '.5',
    '2026-01-31',
    '2026-13-99',
    'a: b',
    '- ',
  ];
  const MORE = [
    'https://a.b/c?d#e',
    'https://a.b/c',
    '"',
    "'",
    '#',
    ' #',
    '[a, b]',
    '[',
    '{}',
    '[a b, 1, "c"]',
    '---',
    '...',
  ];
  const token = () => (random() < 0.5 ? pick([...WORDS, ...MORE]) : pick(CHARACTERS));
  const key = () => (random() < 0.8 ? pick(['title', '$id', 'a', 'b', 'tags', 'y', 'true', 'x_1']) : many(4, token));
  const value = () => (random() < 0.3 ? pick([...WORDS, ...MORE]) : many(5, token, pick(['', ' '])));
  const line = () =>
    `${pick(['', '', '', '', ' ', '- '])}${key()}${pick([': ', ': ', ': ', ':', ':  ', ' '])}${value()}`;
  let plain = 0;
  for (let turn = 0; turn < 50_000; turn += 1) {
    const text = many(4, line, pick(['\n', '\n', '\r\n', '\n\n'])) + pick(['', '\n', ' \n']);
    const data = readPlainKeys(text);
    if (data === null) continue;
    plain += 1;
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, logLevel: 'silent' });
    const said = { errors: document.errors.length, warnings: document.warnings.length, data: document.toJS() ?? {} };
    expect({ text, errors: 0, warnings: 0, data }).toEqual({ text, ...said });
  }
  expect(plain).toBeGreaterThan(5_000);
});
