import type { ImageBuild } from '@craftastic/contract/image-build';
import { describe, expect, it } from 'vitest';
import { accountOf, groupIdOf, isOwnHome, renumbered } from './accounts.ts';
import { type ContextFile, contextFile, filesOf, notIgnored } from './context-files.ts';
import { expandWord } from './expand-word.ts';
import { planStages, resolveStages } from './resolve-build.ts';

describe('a word of a Dockerfile', () => {
  const variables = { A: 'a', EMPTY: '', PATH: '/bin' };
  it.each([
    ['x$A/y', 'xa/y'],
    ['$' + '{A}b', 'ab'],
    ['/opt:$PATH', '/opt:/bin'],
    ['"x y$A"', 'x ya'],
    ["'x$A'", 'x$A'],
    ['a\\ b\\$A', 'a b$A'],
    ['"a\\ b\\$A"', 'a\\ b$A'],
    ['$NONE', ''],
    ['$' + '{NONE:-d}', 'd'],
    ['$' + '{NONE-$A}', 'a'],
    ['$' + '{EMPTY:-d}', 'd'],
    ['$' + '{EMPTY-d}', ''],
    ['$' + '{A:+y}', 'y'],
    ['$' + '{NONE+y}', ''],
    ['100$', '100$'],
    ['$__proto__$constructor', ''],
  ])('%s', (word, expected) => expect(expandWord(word, variables)).toBe(expected));

  it.each(['"a', "'a", '$' + '{A', '$' + '{A#x}', '$' + '{}', '$' + '{NONE:?say it}'])('that is none: %s', (word) => {
    expect(() => expandWord(word, variables)).toThrow();
  });
});

describe('a plan', () => {
  const base = { id: 'sha256:1', environment: { PATH: '/bin', OF_BASE: 'b' }, workdir: '', user: '', shell: null };
  const bases = new Map(['a', 'b', 'c:1'].map((name) => [name, { ...base, id: name }]));
  const run = (command: string) => ({ do: 'run' as const, line: 9, text: '', command, network: true });
  const copyFrom = (from: string) => ({
    ...{ do: 'copy' as const, line: 8, text: '', from, sources: ['/x'], inline: [] },
    ...{ target: 'y', owner: null, mode: null },
  });
  const stage = (from: string, steps: ImageBuild['stages'][number]['steps'] = [], name: string | null = null) => ({
    ...{ line: 1, name, from, platform: null, steps },
  });
  const build = (stages: ImageBuild['stages'], changes: Partial<ImageBuild> = {}): ImageBuild => ({
    ...{ dockerfile: 'D', context: { tree: '', ignore: [] }, arguments: {}, target: null, globals: [], stages },
    ...changes,
  });
  const layersOf = (of: ImageBuild) => resolveStages(of, planStages(of, 'x64'), bases, [], 'salt').at(-1)?.layers ?? [];

  it('has no image that only a stage wants which nobody needs', () => {
    const stages = [stage('a', [], 'one'), stage('b', [], 'two'), stage('one', [copyFrom('c:1')]), stage('gone')];
    const { needed, images, target } = planStages(build(stages, { target: '2' }), 'x64');
    expect([target, [...needed].sort(), [...images].sort()]).toEqual([
      2,
      [0, 2],
      [
        ['a', 1],
        ['c:1', 8],
      ],
    ]);
  });

  it('takes arguments from devcontainer.json, and the platform of this machine', () => {
    const globals = [{ do: 'arg' as const, line: 1, name: 'V', value: '1' }];
    const of = build([stage('c:$V'), stage('a:$TARGETARCH')], { globals, arguments: { V: '2' } });
    expect(planStages(of, 'arm64').stages.map(({ from }) => from)).toEqual([{ image: 'c:2' }, { image: 'a:arm64' }]);
  });

  it('gives arguments to commands and never to the image', () => {
    const args = ['A', 'OF_BASE', 'constructor'].map((name) => ({ do: 'arg' as const, line: 2, name, value: null }));
    const [layer] = layersOf(build([stage('a', [...args, run('x')])], { arguments: { A: '1', OF_BASE: '2' } }));
    expect(layer?.run?.command).toEqual(['env', 'A=1', '/bin/sh', '-c', 'x']);
    expect(layer?.environment).toEqual(base.environment);
  });

  it('makes the same layer of the same, and another of anything else', () => {
    const hashes = (stages: ImageBuild['stages']) => layersOf(build(stages)).map(({ hash }) => hash);
    const [first, second] = hashes([stage('a', [run('x'), run('y')])]);
    expect(hashes([stage('a', [run('x'), run('z')])])[0]).toBe(first);
    expect(hashes([stage('a', [run('x'), run('z')])])[1]).not.toBe(second);
    expect(hashes([stage('b', [run('x')])])[0]).not.toBe(first);
    const copied = (inner: string) => hashes([stage('a', [run(inner)], 's'), stage('a', [copyFrom('s')])])[0];
    expect(copied('x')).toBe(copied('x'));
    expect(copied('x')).not.toBe(copied('y'));
  });

  it.each([
    [build([stage('a')], { target: 'none' }), 'no stage “none”'],
    [build([stage('$NONE')]), 'names no image'],
    [build([stage('a', [copyFrom('b'), { ...copyFrom('b'), sources: ['/x/*'] }])]), 'not by a pattern'],
    [build([stage('a', [{ ...copyFrom('b'), mode: 'u+x' }])]), '--chmod takes'],
  ])('%#: is refused in words', (of, words) => expect(() => layersOf(of)).toThrow(words));
});

const file = (path: string): ContextFile => ({ path, oid: 'a'.repeat(40), mode: '100644', size: 1 });

describe('a .dockerignore', () => {
  it.each([
    [['node_modules'], ['node_modules/a/b', 'x/node_modules/a'], ['x/node_modules/a']],
    [['**/*.log', '# why', ''], ['a.log', 'b/c.log', 'b/c.txt'], ['b/c.txt']],
    [['*', '!src', 'src/x'], ['a', 'src/b', 'src/x'], ['src/b']],
    [['/a/', './b/*.md'], ['a/x', 'b/x.md', 'b/c/x.md'], ['b/c/x.md']],
    [['.git', '{a,b}'], ['.git/x', 'a'], ['a']],
  ])('%j', (lines, paths, kept) => expect(paths.filter(notIgnored(lines))).toEqual(kept));
});

describe('what COPY takes', () => {
  const files = ['a.txt', 'b.txt', 'src/x.ts', 'src/deep/y.ts', '.env'].map(file);
  const targets = (source: string, target: string, into: boolean) => {
    const placed = filesOf(files, source, target, into);
    return Array.isArray(placed) ? placed.map((one) => `${one.file.path} > ${one.target}`) : placed;
  };
  it.each([
    ['a.txt', '/x', false, ['a.txt > /x']],
    ['./a.txt', '/x/', true, ['a.txt > /x/a.txt']],
    ['/src', '/x', false, ['src/x.ts > /x/x.ts', 'src/deep/y.ts > /x/deep/y.ts']],
    ['src/x.ts', '/y', true, ['src/x.ts > /y/x.ts']],
    ['*.txt', '/x/', true, ['a.txt > /x/a.txt', 'b.txt > /x/b.txt']],
    ['s*', '/x/', true, ['src/x.ts > /x/x.ts', 'src/deep/y.ts > /x/deep/y.ts']],
    ['none', '/x', false, null],
    ['../../etc/shadow', '/x', false, { refusal: expect.stringContaining('leads out') }],
    ['src/../../x', '/x', false, { refusal: expect.stringContaining('leads out') }],
  ])('%s to %s', (source, target, into, expected) => expect(targets(source, target, into)).toEqual(expected));

  it('of the whole folder', () => expect(targets('.', '/', true)).toContain('.env > /.env'));

  it.each(['../x', 'a/../../x', '/x', 'a//b', './x'])('never what no checkout has: %s', (path) => {
    expect(contextFile({ path, oid: 'a'.repeat(40), mode: '100644', size: 1 })).toBeNull();
  });
});

describe('accounts of an image', () => {
  const passwd =
    'root:x:0:0:root:/root:/bin/bash\nubuntu:x:1000:1000::/home/ubuntu:/bin/sh\ndev:x:1001:1002::/home/dev:/bin/zsh\nbad:x:x:0::/:/\n';
  const group = 'root:x:0:\nubuntu:x:1000:\ndev:x:1002:ubuntu\n';

  it('by name and by number', () => {
    expect(accountOf(passwd, 'dev')).toMatchObject({ uid: 1001, gid: 1002, home: '/home/dev', shell: '/bin/zsh' });
    expect(accountOf(passwd, '1000')?.name).toBe('ubuntu');
    expect([accountOf(passwd, 'none'), accountOf(passwd, 'bad')]).toEqual([null, null]);
    expect([groupIdOf(group, 'dev'), groupIdOf(group, '7'), groupIdOf(group, 'x')]).toEqual([1002, 7, null]);
  });

  it('exchange their numbers with who has them', () => {
    const account = accountOf(passwd, 'dev');
    if (!account) throw new Error('it is there');
    const now = renumbered({ passwd, group }, account, { uid: 1000, gid: 1000 });
    expect(accountOf(now.passwd, 'dev')).toMatchObject({ uid: 1000, gid: 1000 });
    expect(accountOf(now.passwd, 'ubuntu')).toMatchObject({ uid: 1001, gid: 1002 });
    expect(accountOf(now.passwd, 'root')).toMatchObject({ uid: 0, gid: 0 });
    expect(now.group).toBe('root:x:0:\nubuntu:x:1002:\ndev:x:1000:ubuntu\n');
  });

  it.each(['/', '/usr/sbin', '/etc', '/home', '/nonexistent\n', '/home/../etc', 'home/x', '/var/lib/x', '/tmp'])(
    'whose home is not their own: %j',
    (home) => expect(isOwnHome(home)).toBe(false),
  );
  it.each(['/home/dev', '/root', '/opt/app', '/home/a b/'])('whose home is their own: %s', (home) => {
    expect(isOwnHome(home)).toBe(true);
  });
});
