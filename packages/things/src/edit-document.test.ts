import { describe, expect, test } from 'vitest';
import { readDocument } from './document.ts';
import { editDocument } from './edit-document.ts';
import type { Format } from './format.ts';
import { isSame, plain } from './value.ts';

const encoder = new TextEncoder();

/** Edit a text; `change` gets its keys and body, and changes them. */
function edit(
  format: Format,
  text: string,
  change: (keys: Record<string, unknown>) => Record<string, unknown>,
  body: (content: string | null) => string | null = (content) => content,
): string | null {
  const bytes = encoder.encode(text);
  const { data, content } = readDocument(format, bytes);
  if (data === null) throw new Error('the text of the test can’t be read');
  const edited = editDocument(format, bytes, { keys: change(plain(data)), content: body(content) });
  return edited === null ? null : new TextDecoder('utf-8', { ignoreBOM: true }).decode(edited);
}

const YAML = `# The whole file

# Who it is
name:   "Ada"   # the first
$type: Person
born: 1815-12-10
tags:
  # mathematics
  - 'maths'
  - engines   # the analytical one
address: { city: London, country: UK }
parents:
  father: Byron
  # of her
  mother: Annabella
note: |
  Two lines,
  and a half.

empty:
# at the end
`;

describe('YAML', () => {
  const cases: [string, Record<string, unknown>, [string, string][]][] = [
    [
      'a quoted value keeps its quotes and its comment',
      { name: 'Grace' },
      [['name:   "Ada"   # the first', 'name:   "Grace"   # the first']],
    ],
    ['a plain value', { $type: 'Woman' }, [['$type: Person', '$type: Woman']]],
    ['a date stays plain', { born: '1815-12-11' }, [['born: 1815-12-10', 'born: 1815-12-11']]],
    ['what YAML 1.1 would take for a boolean is quoted', { $type: 'yes' }, [['$type: Person', '$type: "yes"']]],
    ['a number', { $type: 3 }, [['$type: Person', '$type: 3']]],
    ['an item of a list', { tags: ['maths', 'looms'] }, [['- engines   # the', '- looms   # the']]],
    ['a new item at the end', { tags: ['maths', 'engines', 'notes'] }, [['one\n', 'one\n  - notes\n']]],
    ['a new item in front', { tags: ['a', 'maths', 'engines'] }, [['  # mathematics\n', '  - a\n  # mathematics\n']]],
    ['an item less, with its comment', { tags: ['engines'] }, [["  # mathematics\n  - 'maths'\n", '']]],
    [
      'no items',
      { tags: [] },
      [["tags:\n  # mathematics\n  - 'maths'\n  - engines   # the analytical one\n", 'tags: []\n']],
    ],
    [
      'a flow map',
      { address: { city: 'Paris', country: 'UK' } },
      [['{ city: London, country: UK }', '{ city: Paris, country: UK }']],
    ],
    ['a nested key', { parents: { father: 'George', mother: 'Annabella' } }, [['father: Byron', 'father: George']]],
    [
      'a nested key less, with its comment',
      { parents: { father: 'Byron' } },
      [['  # of her\n  mother: Annabella\n', '']],
    ],
    [
      'a new nested key',
      { parents: { father: 'Byron', mother: 'Annabella', aunt: 'Augusta' } },
      [['mother: Annabella\n', 'mother: Annabella\n  aunt: Augusta\n']],
    ],
    ['a block of text', { note: 'One\nTwo\nThree\n' }, [['  Two lines,\n  and a half.\n', '  One\n  Two\n  Three\n']]],
    ['a block that becomes a line', { note: 'short' }, [['note: |\n  Two lines,\n  and a half.\n', 'note: short\n']]],
    ['a line that becomes a block', { $type: 'a\nb\n' }, [['$type: Person\n', '$type: |\n  a\n  b\n']]],
    ['a value where none was', { empty: 'full' }, [['empty:\n', 'empty: full\n']]],
    [
      'a list where a word was',
      { name: ['Ada', 'Byron'] },
      [['name:   "Ada"   # the first\n', 'name:   # the first\n  - Ada\n  - Byron\n']],
    ],
  ];
  test.each(cases)('%s', (_name, change, replacements) => {
    const expected = replacements.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, () => to);
    }, YAML);
    expect(edit('yaml', YAML, (keys) => ({ ...keys, ...change }))).toBe(expected);
  });

  test('a new key comes last, a lost one takes its comments along', () => {
    expect(edit('yaml', YAML, ({ born: _, ...keys }) => ({ ...keys, died: 1852 }))).toBe(
      YAML.replace('born: 1815-12-10\n', '').replace('empty:\n', 'empty:\ndied: 1852\n'),
    );
    expect(edit('yaml', 'a: 1\n# of b\n# too\nb: 2\n\n# of c\nc: 3\n', ({ b: _, ...keys }) => keys)).toBe(
      'a: 1\n\n# of c\nc: 3\n',
    );
  });

  test.each([
    ['', { a: 1 }, 'a: 1\n'],
    ['# only a comment', { a: 1 }, '# only a comment\na: 1'],
    ['a: 1', { a: 2, b: [1, { c: 'x' }] }, 'a: 2\nb:\n  - 1\n  - c: x'],
    ['{ a: 1, b: 2 }\n', { a: 1, b: 3 }, '{ a: 1, b: 3 }\n'],
    ['a: 1\r\nb: 2 # two\r\n', { a: 1, b: 'x', c: ['z'] }, 'a: 1\r\nb: x # two\r\nc:\r\n  - z\r\n'],
    ['l:\n- a: 1\n  b: 2\n- a: 3\n', { l: [{ a: 1, b: 5 }, { a: 3 }] }, 'l:\n- a: 1\n  b: 5\n- a: 3\n'],
    ['"a b": 1\n\'c\': 2\n', { 'a b': 2, c: 2 }, '"a b": 2\n\'c\': 2\n'],
    ['base: &b [1]\nother: *b\n', { base: [1], other: [2] }, 'base: &b [1]\nother:\n  - 2\n'],
    ['a: x\n', { a: 'no: this #is' }, 'a: "no: this #is"\n'],
    // A list in brackets, as tags are written, keeps its spaces and its quotes.
    ['t: [a, b] # c\n', { t: ['a', 'b', 'new one'] }, 't: [a, b, new one] # c\n'],
    ['t: [a,b]\n', { t: ['a', 'b', 'c, d'] }, 't: [a,b,"c, d"]\n'],
    ["t: ['a', 'b']\n", { t: ['x', 'a', 'b'] }, "t: ['x', 'a', 'b']\n"],
    ['t: [ a, b, c ]\n', { t: ['a', 'c'] }, 't: [ a, c ]\n'],
    ['t: [\n  a,\n  b,\n]\n', { t: ['a', 'b', 'c'] }, 't: [\n  a,\n  b,\n  c,\n]\n'],
    ['t: [a, b]\n', { t: ['c'] }, 't: [c]\n'],
    ['t: [a]\n', { t: [] }, 't: []\n'],
    ['o: {a: 1, b: {c: x}}\n', { o: { a: 1, b: { c: 'y' }, d: true } }, 'o: {a: 1, b: {c: y}, d: true}\n'],
    ['o: { a: 1, b: 2, c: 3 }\n', { o: { b: 2 } }, 'o: { b: 2 }\n'],
    ['{a: 1, b: [1,2]}\n', { a: 3, b: [1, 2] }, '{a: 3, b: [1,2]}\n'],
    // What can't be edited in place is no reason to write the rest anew.
    ['? a\n: 1\nlist:\n- x   # c\nb: 2\n', { a: 1, list: ['x'], b: 3 }, '? a\n: 1\nlist:\n- x   # c\nb: 3\n'],
  ])('%j as %j', (text, keys, expected) => {
    expect(edit('yaml', text, () => keys)).toBe(expected);
  });

  test('documents after the first one are left alone', () => {
    expect(edit('yaml', 'a: 1\n---\nb: 2\n', () => ({ a: 3, c: 'x' }))).toBe('a: 3\nc: x\n---\nb: 2\n');
    expect(edit('yaml', '? [x]\n: 1\n---\nb: 2\n', () => ({ a: 3 }))).toBeNull();
  });

  test('an anchor that gives a value to another key can’t be changed alone', () => {
    expect(edit('yaml', 'base: &b\n  x: 1\nother: *b\n', (keys) => ({ ...keys, base: { x: 2 } }))).toBeNull();
  });
});

describe('Markdown', () => {
  const text = '---\ntitle: A   # kept\n---\n\n# Hello\n';
  test.each<[string, string, Record<string, unknown>, string, string]>([
    ['the body alone', text, { title: 'A' }, '\n# Hi\n', '---\ntitle: A   # kept\n---\n\n# Hi\n'],
    ['a key alone', text, { title: 'B' }, '\n# Hello\n', '---\ntitle: B   # kept\n---\n\n# Hello\n'],
    ['frontmatter where none was', '# Hello', { a: 1 }, '# Hello', '---\na: 1\n---\n# Hello'],
    ['no frontmatter any more', text, {}, '\n# Hello\n', '\n# Hello\n'],
    ['a body that looks like frontmatter', 'x', {}, '---\nx\n---\n', '---\n---\n---\nx\n---\n'],
    ['a body below a fence without newline', '---\na: 1\n---', { a: 1 }, 'Body', '---\na: 1\n---\nBody'],
    [
      'a fence in a value',
      '---\na: 1\n---\nBody\n',
      { a: 'x\n---\ny' },
      'Body\n',
      '---\na: |-\n  x\n  ---\n  y\n---\nBody\n',
    ],
    [
      'CRLF',
      '---\r\na: 1\r\n---\r\nOne\r\nTwo\r\n',
      { a: 1, b: 2 },
      'One\nThree\n',
      '---\r\na: 1\r\nb: 2\r\n---\r\nOne\r\nThree\r\n',
    ],
    [
      'mixed ends of lines',
      'One\r\nTwo\nThree\r\nFour\n',
      {},
      'One\nTwo\nNew\nThree\nFour\n',
      'One\r\nTwo\nNew\nThree\r\nFour\n',
    ],
    ['a BOM', '\uFEFF---\na: 1\n---\nBody', { a: 2 }, 'Body', '\uFEFF---\na: 2\n---\nBody'],
    ['an empty file', '', { a: 1 }, 'Body\n', '---\na: 1\n---\nBody\n'],
  ])('%s', (_name, before, keys, content, expected) => {
    expect(
      edit(
        'markdown',
        before,
        () => keys,
        () => content,
      ),
    ).toBe(expected);
  });
});

const TOML = `+++
# Of the page
title = "Hello"   # in quotes
draft = true
date = 2026-01-02T03:04:05+01:00
weight = 1.5
tags = ["a","b"]
path = 'C:\\x'
authors = [
  "Ada",
  "Bob", # the second
]
text = """
one # no comment
two"""

[params]
  # of params
  color = "red"
  [params.deep]
  x = 1

[[menu]]
name = "main"
+++

Body
`;

describe('TOML frontmatter', () => {
  type Keys = Record<string, unknown>;
  test.each<[string, (keys: Keys) => Keys, [string, string][]]>([
    ['nothing', (keys) => keys, []],
    ['a text', (keys) => ({ ...keys, title: 'Hi "you"' }), [['"Hello"   #', '"Hi \\"you\\""   #']]],
    ['yes or no', (keys) => ({ ...keys, draft: false }), [['draft = true', 'draft = false']]],
    ['a date stays one', (keys) => ({ ...keys, date: '2027-01-02' }), [['2026-01-02T03:04:05+01:00', '2027-01-02']]],
    ['a float stays one', (keys) => ({ ...keys, weight: 2 }), [['1.5', '2.0']]],
    ['a list in a line', (keys) => ({ ...keys, tags: ['a', 'b', 'c'] }), [['["a","b"]', '["a","b","c"]']]],
    ['literal quotes', (keys) => ({ ...keys, path: 'D:\\y' }), [["'C:\\x'", "'D:\\y'"]]],
    ['a text of lines', (keys) => ({ ...keys, text: 'one\nthree' }), [['one # no comment\ntwo"', 'one\nthree"']]],
    ['in a table', (keys) => ({ ...keys, params: { color: 'blue', deep: { x: 1 } } }), [['"red"', '"blue"']]],
    ['in a table of a table', (keys) => ({ ...keys, params: { color: 'red', deep: { x: 2 } } }), [['x = 1', 'x = 2']]],
    ['a new key', (keys) => ({ ...keys, of: { a: [1] } }), [['two"""\n', 'two"""\nof = { a = [1] }\n']]],
    ['a key less', ({ draft: _, ...keys }) => keys, [['draft = true\n', '']]],
  ])('%s', (_name, change, replacements) => {
    const expected = replacements.reduce((text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, () => to);
    }, TOML);
    expect(edit('markdown', TOML, change)).toBe(expected);
  });

  test.each<[string, (keys: Keys) => Keys]>([
    ['null', (keys) => ({ ...keys, title: null })],
    ['a table in a list', (keys) => ({ ...keys, menu: [{ name: 'other' }] })],
  ])('%s can’t be said, and nothing is written', (_name, change) => {
    expect(edit('markdown', TOML, change)).toBeNull();
  });

  test('the body alone, with the ends of lines of the file', () => {
    const crlf = TOML.replaceAll('\n', '\r\n');
    const edited = edit(
      'markdown',
      crlf,
      (keys) => ({ ...keys, draft: false, n: 1 }),
      () => '\nBody\nMore\n',
    );
    expect(edited).toBe(
      crlf
        .replace('true', 'false')
        .replace('two"""\r\n', 'two"""\r\nn = 1\r\n')
        .replace('Body\r\n', 'Body\r\nMore\r\n'),
    );
  });
});

describe('JSON', () => {
  const text = '{\n\t"name": "Ada",\n\t"tags": [ "a", "b" ],\n\t"of": { "x": 1 }\n}\n';
  test.each<[string, string, Record<string, unknown>, string]>([
    ['a value', text, { name: 'Grace', tags: ['a', 'b'], of: { x: 1 } }, text.replace('Ada', 'Grace')],
    ['a nested value', text, { name: 'Ada', tags: ['a', 'b'], of: { x: 2 } }, text.replace('"x": 1', '"x": 2')],
    ['an item', text, { name: 'Ada', tags: ['a', 'c'], of: { x: 1 } }, text.replace('"b"', '"c"')],
    ['a new key', text, { name: 'Ada', tags: ['a', 'b'], of: { x: 1 }, n: 1 }, text.replace('}\n}', '},\n\t"n": 1\n}')],
    ['a key less', text, { name: 'Ada', of: { x: 1 } }, text.replace('\t"tags": [ "a", "b" ],\n', '')],
    ['an empty file', '', { a: [1] }, '{\n  "a": [\n    1\n  ]\n}\n'],
    ['a key that is there twice', '{"a": 1, "a": 2}', { a: 3 }, '{"a": 3, "a": 3}'],
    [
      'an item more',
      '{\n  "l": [\n    {"a": 1},\n    {"a": 2}\n  ]\n}\n',
      { l: [{ a: 1 }, { a: 2 }, { a: 3 }] },
      '{\n  "l": [\n    {"a": 1},\n    {"a": 2},\n    { "a": 3 }\n  ]\n}\n',
    ],
    ['an item more in a line', '{"t": [1, 2,3], "x": 1}', { t: [1, 2, 3, 4], x: 1 }, '{"t": [1, 2,3, 4], "x": 1}'],
    ['an item less', '{\n  "l": [\n    "a",\n    "b"\n  ]\n}\n', { l: ['b'] }, '{\n  "l": [\n    "b"\n  ]\n}\n'],
    [
      'a text without spaces',
      '{"a":1,"l":[1]}',
      { a: 1, l: [1, 2], o: { x: [1, 2] } },
      '{"a":1,"l":[1,2],"o":{"x":[1,2]}}',
    ],
    ['CRLF', '{\r\n  "a": 1\r\n}', { a: 1, b: 2 }, '{\r\n  "a": 1,\r\n  "b": 2\r\n}'],
  ])('%s', (_name, before, keys, expected) => {
    expect(edit('json', before, () => keys)).toBe(expected);
  });
});

describe('whatever is written', () => {
  const seeds = Array.from({ length: 300 }, (_, seed) => seed);
  const formats: Format[] = ['markdown', 'yaml', 'json'];
  test.each(formats)('%s: nothing changed changes no byte; what is read back is what was asked for', (format) => {
    for (const seed of seeds) {
      const random = randomOf(seed);
      const bytes = encoder.encode(randomFile(format, random));
      const { data, content } = readDocument(format, bytes);
      if (data === null) throw new Error(`seed ${seed} makes no ${format}`);
      const same = editDocument(format, bytes, { keys: plain(data), content });
      expect(Buffer.from(same ?? []).equals(bytes), `seed ${seed}`).toBe(true);

      const keys = randomChange(plain(data), random);
      const body = content === null ? null : `${content}${pick(random, WORDS)}\n`;
      const edited = editDocument(format, bytes, { keys, content: body });
      expect(edited, `seed ${seed}`).not.toBeNull();
      const again = readDocument(format, edited ?? new Uint8Array());
      expect(again.diagnostics, `seed ${seed}`).toEqual([]);
      expect(
        isSame(plain(again.data), plain(keys)),
        `seed ${seed}: ${new TextDecoder().decode(edited ?? undefined)}`,
      ).toBe(true);
      expect(again.content?.replaceAll('\r\n', '\n') ?? null).toBe(body?.replaceAll('\r\n', '\n') ?? null);
    }
  });
});

const WORDS = [
  'word',
  'two words',
  '- no list',
  '# no comment',
  "it's",
  '"q"',
  'a: b',
  'yes',
  'null',
  '12',
  '2024-05-06',
  '',
  ' x ',
  'é…',
  '---',
  'l1\nl2',
  '*x',
  '{',
  'a\tb',
];
const KEYS = ['a', 'b', 'title', '$type', 'x y', '12', 'null', 'é', '- k', '#k', 'k:'];

type Random = () => number;
const pick = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;

function randomValue(random: Random, depth = 0): unknown {
  const kind = random();
  if (kind < 0.5 || depth > 2) return pick(random, WORDS);
  if (kind < 0.6) return Math.floor(random() * 100) / 4;
  if (kind < 0.65) return pick(random, [true, false, null]);
  if (kind < 0.82) return Array.from({ length: Math.floor(random() * 4) }, () => randomValue(random, depth + 1));
  return randomRecord(random, depth + 1);
}

function randomRecord(random: Random, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: Math.floor(random() * 5) }, () => [pick(random, KEYS), randomValue(random, depth)]),
  );
}

/** Written by hand rather than by a library: with comments, odd indents and every kind of quote. */
function randomFile(format: Format, random: Random): string {
  const data = randomRecord(random, 0);
  if (format === 'json') return JSON.stringify(data, null, pick(random, [0, 1, 2, 4, '\t']));
  const yaml = yamlOf(data, '', random);
  const text =
    format === 'yaml' ? yaml : `---\n${yaml}---\n${pick(random, ['', '\n# Title\n', 'No newline', '\n---\n'])}`;
  return random() < 0.2 ? text.replaceAll('\n', '\r\n') : text;
}

function yamlOf(data: Record<string, unknown>, indent: string, random: Random): string {
  return Object.entries(data)
    .map(([key, value]) => {
      const above = random() < 0.2 ? `${indent}# about ${JSON.stringify(key)}\n` : random() < 0.1 ? '\n' : '';
      return `${above}${indent}${JSON.stringify(key)}:${yamlValue(value, indent, random)}`;
    })
    .join('');
}

function yamlValue(value: unknown, indent: string, random: Random): string {
  const comment = random() < 0.2 ? '  # why' : '';
  const inner = `${indent}${pick(random, ['  ', '    '])}`;
  if (Array.isArray(value) && value.length > 0 && random() < 0.7) {
    const dash = random() < 0.5 && indent !== '' ? inner : inner;
    return `${comment}\n${value.map((item) => `${dash}-${yamlValue(item, dash, random)}`).join('')}`;
  }
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    random() < 0.7
  ) {
    return `${comment}\n${yamlOf(value as Record<string, unknown>, inner, random)}`;
  }
  if (typeof value === 'string' && /^\w+$/.test(value) && random() < 0.5 && !/^(?:null|\d+)$/.test(value))
    return ` ${value}${comment}\n`;
  if (typeof value === 'string' && !/[\n\t]/.test(value) && random() < 0.4)
    return ` '${value.replaceAll("'", "''")}'${comment}\n`;
  if (value === 'l1\nl2' && random() < 0.7) return ` |-\n${inner}l1\n${inner}l2\n`;
  return `  ${JSON.stringify(value)}${comment}\n`;
}

function randomChange(data: Record<string, unknown>, random: Random): Record<string, unknown> {
  const entries = Object.entries(data).flatMap(([key, value]): [string, unknown][] => {
    const kind = random();
    if (kind < 0.2) return [];
    if (kind < 0.5) return [[key, randomValue(random)]];
    if (kind < 0.75) return [[key, nearby(value, random)]];
    return [[key, value]];
  });
  return { ...Object.fromEntries(entries), ...(random() < 0.5 ? { [pick(random, KEYS)]: randomValue(random) } : {}) };
}

/** A value that differs a little. */
function nearby(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) {
    const at = Math.floor(random() * (value.length + 1));
    return random() < 0.5 ? value.toSpliced(at, 0, randomValue(random, 1)) : value.toSpliced(at, 1);
  }
  if (typeof value === 'object' && value !== null) return randomChange(value as Record<string, unknown>, random);
  return pick(random, WORDS);
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
