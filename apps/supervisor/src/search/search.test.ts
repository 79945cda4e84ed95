import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSupervisor, type TestSupervisor } from '../../test/start-supervisor.ts';
import { pathspecsOf } from './pathspecs.ts';

let supervisor: TestSupervisor;
beforeAll(async () => {
  supervisor = await startSupervisor();
  const write = (path: string, content: string | Buffer) => writeFile(join(supervisor.workspace, path), content);
  await mkdir(join(supervisor.workspace, 'src/deep'), { recursive: true });
  await write('.gitignore', 'ignored.txt\n');
  await write('ignored.txt', 'needle\n');
  await write('src/a.ts', 'no\nconst Needle = "needle needles";\n');
  await write('src/deep/b.md', 'needle in b\n');
  await write('src/new\nline.ts', 'needle in a strange name\n');
  await write('binary', Buffer.from('needle\0'));
  await write('long.txt', `${'é😀'.repeat(100_000)}needle${'x'.repeat(200_000)}\nneedle\n`);
  await write('crlf.txt', 'a needle\r\n');
  await supervisor.git('add', 'src/a.ts');
});
afterAll(() => supervisor[Symbol.asyncDispose]());

async function search(query: string, more: Record<string, unknown> = {}) {
  const stream = await supervisor.client.search({ sessionId: supervisor.sessionId, query, ...more });
  const found = new Map<string, { line: number; text: string; ranges: [number, number][]; column: number }[]>();
  for (;;) {
    const next = await stream.next();
    if (next.done) return { found, truncated: next.value.truncated };
    found.set(next.value.path, next.value.lines);
  }
}

describe('search', () => {
  it('finds in tracked and new files, not in ignored or binary ones', async () => {
    const { found, truncated } = await search('needle');
    expect([...found.keys()].sort()).toEqual(['crlf.txt', 'long.txt', 'src/a.ts', 'src/deep/b.md', 'src/new\nline.ts']);
    expect(truncated).toBe(false);
    expect(found.get('src/a.ts')).toEqual([
      {
        line: 2,
        text: 'const Needle = "needle needles";',
        ranges: [
          [6, 12],
          [16, 22],
          [23, 29],
        ],
        column: 7,
      },
    ]);
    expect(found.get('crlf.txt')?.[0]?.text).toBe('a needle');
  });

  it('minds case, whole words and patterns', async () => {
    expect((await search('Needle', { matchCase: true })).found.get('src/a.ts')?.[0]?.ranges).toEqual([[6, 12]]);
    expect((await search('needle', { wholeWord: true })).found.get('src/a.ts')?.[0]?.ranges).toEqual([
      [6, 12],
      [16, 22],
    ]);
    expect((await search('n\\w+s\\b', { regex: true })).found.get('src/a.ts')?.[0]?.ranges).toEqual([[23, 30]]);
    expect((await search('n.edle')).found.size).toBe(0);
    expect((await search('--help')).found.size).toBe(0);
  });

  it('cuts a long line around its match, and counts its column in UTF-16', async () => {
    const [long] = (await search('needle', { include: 'long.txt' })).found.get('long.txt') ?? [];
    expect(long?.column).toBe(300_001);
    expect(long?.text.length).toBeLessThanOrEqual(250);
    const [from, to] = long?.ranges[0] ?? [0, 0];
    expect(long?.text.slice(from, to)).toBe('needle');
    expect(long?.text).not.toContain('\ufffd');
  });

  it('takes globs', async () => {
    const paths = async (more: Record<string, unknown>) => [...(await search('needle', more)).found.keys()].sort();
    expect(await paths({ include: '*.ts' })).toEqual(['src/a.ts', 'src/new\nline.ts']);
    expect(await paths({ include: '*.{ts,md}', exclude: 'src/deep' })).toEqual(['src/a.ts', 'src/new\nline.ts']);
    expect(await paths({ include: 'src/**/*.md, crlf.txt' })).toEqual(['crlf.txt', 'src/deep/b.md']);
    expect(await paths({ include: 'deep' })).toEqual(['src/deep/b.md']);
  });

  it('stops at the limit', async () => {
    const { found, truncated } = await search('needle', { limit: 2 });
    expect([...found.values()].flat()).toHaveLength(2);
    expect(truncated).toBe(true);
  });

  it.each([{ query: '(', regex: true }, { query: '[', regex: true }, { query: 'a\nb' }])(
    'declines %j',
    async (input) => {
      await expect(search(input.query, input)).rejects.toMatchObject({ code: 'SEARCH_PATTERN_INVALID', status: 400 });
    },
  );
});

describe('globs as pathspecs', () => {
  it.each([
    ['', '', []],
    ['*.ts', '', [':(top,glob)**/*.ts', ':(top,glob)**/*.ts/**']],
    ['src/', '', [':(top,glob)**/src/**']],
    [
      './src/*.ts',
      'src/a',
      [':(top,glob)src/*.ts', ':(top,glob)src/*.ts/**', ':(top,exclude,glob)src/a', ':(top,exclude,glob)src/a/**'],
    ],
    ['a/**', '', [':(top,glob)a/**']],
    ['x/{a,b{c,d}}', '', ['a', 'bc', 'bd'].flatMap((name) => [`:(top,glob)x/${name}`, `:(top,glob)x/${name}/**`])],
  ])('%j without %j', (include, exclude, expected) => {
    expect(pathspecsOf(include, exclude).sort()).toEqual([...expected].sort());
  });

  it('does not grow without bound', () => {
    expect(pathspecsOf('{a,b}'.repeat(60), '').length).toBeLessThanOrEqual(200);
  });
});
