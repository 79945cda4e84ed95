import { describe, expect, test } from 'vitest';
import { typeRulesOf } from './format.ts';
import { matcherOf, pathMatcherOf } from './globs.ts';
import { idOfClaim, idOfPath } from './identity.ts';
import { relationsOf } from './links.ts';
import { parseFile } from './parse.ts';
import { branchNamespace, planContexts } from './plan-contexts.ts';
import { refChanges } from './ref-changes.ts';
import { BindingIndex, pathBelow } from './routing.ts';

const NS = 'https://docs.do';

describe('globs', () => {
  test.each([
    [['feature/*'], 'feature/x', true],
    [['feature/*'], 'feature/x/y', false],
    [['feature/**'], 'feature/x/y', true],
    [['feature/*', 'fix/*'], 'fix/1', true],
    [['**', '!wip/**'], 'wip/x', false],
    [['!wip/**'], 'main', true],
    [[], 'main', false],
    [['+(a|aa)'], 'aaa', false],
    // picomatch throws for an empty pattern.
    [['x', '!'], 'x', true],
  ])('%j and the branch %s: %s', (patterns, branch, expected) => {
    expect(matcherOf(patterns)(branch)).toBe(expected);
  });

  test.each([
    [['*.md'], 'a/b/c.md', true],
    [['*.md'], 'c.mdx', false],
    [['*'], '.hidden/x', true],
    [['posts/**'], 'posts/a/b.md', true],
    [['/posts/*.md'], 'posts/b.md', true],
    [['posts/*.md'], 'old/posts/b.md', false],
    [['drafts/'], 'drafts/b.md', true],
    [['*.md', '!README.md'], 'a/README.md', false],
  ])('%j and the file %s: %s', (patterns, path, expected) => {
    expect(pathMatcherOf(patterns)(path)).toBe(expected);
  });
});

describe('routing', () => {
  const monorepo = new BindingIndex(
    [
      ['core.do', 'packages/core', false],
      ['web.do', 'apps/web', false],
      ['docs.do', 'apps/docs', false],
      ['api.do', 'services/api', false],
    ].map(([ns, path, includeNested]) => ({ ns, path: String(path), includeNested: includeNested === true })),
  );
  const nested = new BindingIndex([
    { ns: 'startups.studio', path: '', includeNested: false },
    { ns: 'all', path: 'startups', includeNested: true },
    { ns: 'headless.ly', path: 'startups/headless.ly', includeNested: false },
    { ns: 'mirror', path: 'startups/headless.ly', includeNested: false },
  ]);

  test.each([
    ['packages/core/README.md', ['core.do']],
    ['apps/docs/guide/a.md', ['docs.do']],
    ['apps/docs-old/a.md', []],
    ['README.md', []],
    ['apps', []],
  ])('monorepo: %s belongs to %j', (file, owners) => {
    expect(monorepo.ownersOf(file).map(({ ns }) => ns)).toEqual(owners);
  });

  test.each([
    ['README.md', ['startups.studio']],
    ['startups/headless.ly/a.md', ['headless.ly', 'mirror', 'all']],
    ['startups/headless.ly', ['all']],
    ['startups/other/a.md', ['all']],
    ['startups-old/a.md', ['startups.studio']],
  ])('nested: %s belongs to %j', (file, owners) => {
    expect(nested.ownersOf(file).map(({ ns }) => ns)).toEqual(owners);
  });

  test('all that some files touch', () => {
    const touched = monorepo.touchedBy(['apps/web/a', 'apps/web/b', 'services/api/x', 'none']);
    expect([...touched].map(({ ns }) => ns)).toEqual(['web.do', 'api.do']);
  });

  test('the path below a folder is by segments', () => {
    expect(pathBelow('docs', 'docs/a.md')).toBe('a.md');
    expect(pathBelow('docs', 'docs-old/a.md')).toBeNull();
    expect(pathBelow('docs', 'docs')).toBeNull();
    expect(pathBelow('', 'a.md')).toBe('a.md');
  });
});

describe('identity', () => {
  test.each([
    ['getting-started.mdx', `${NS}/getting-started`],
    ['a/b.test.md', `${NS}/a/b.test`],
    ['index.md', NS],
    ['guide/index.mdx', `${NS}/guide`],
    ['guide/reindex.md', `${NS}/guide/reindex`],
    ['a b?#%.md', `${NS}/a%20b%3F%23%25`],
    ['caf\u0065\u0301.md', `${NS}/caf\u00e9`],
    ['日本.md', `${NS}/日本`],
    ['.md', `${NS}/.md`],
  ])('the file %s is %s', (path, id) => {
    expect(idOfPath(NS, path)).toBe(id);
  });

  test.each([
    ['https://headless.ly', 'https://headless.ly'],
    ['https://headless.ly/', 'https://headless.ly'],
    ['about', `${NS}/about`],
    ['/about/', `${NS}/about`],
    ['urn:isbn:1', 'urn:isbn:1'],
    ['', null],
    ['a b', null],
    ['x'.repeat(3000), null],
  ])('$id %s is %s', (claim, id) => {
    expect(idOfClaim(NS, claim)).toBe(id);
  });
});

describe('parseFile', () => {
  const typeOf = typeRulesOf([{ pattern: 'people/*', type: 'Person' }]);
  const parse = (path: string, text: string) => parseFile(path, new TextEncoder().encode(text), { ns: NS, typeOf });

  test('a Thing has its id, type, name and data', () => {
    const { thing } = parse('people/ada.md', '---\nborn: 1815\n---\n# Ada Lovelace #\n');
    expect(thing).toMatchObject({ id: `${NS}/people/ada`, type: 'Person', name: 'Ada Lovelace', data: { born: 1815 } });
    expect(parse('a.md', '---\n$id: /x\n$type: T\ntitle: Y\n---\n').thing).toMatchObject({
      id: `${NS}/x`,
      type: 'T',
      name: 'Y',
      data: { title: 'Y' },
    });
    expect(parse('data/a.yaml', 'x: 1').thing).toMatchObject({ name: 'a', type: 'https://schema.org/Thing' });
  });

  test('what can be no id or type is told; what is no document gives nothing', () => {
    expect(parse('a.md', '---\n$id: 5\n---\n')).toMatchObject({ thing: null, diagnostics: [{ severity: 'error' }] });
    expect(parse('a.md', '---\n$type: [a]\n---\n')).toMatchObject({
      thing: null,
      diagnostics: [{ severity: 'error' }],
    });
    expect(parse('a.png', '\0')).toEqual({ thing: null, diagnostics: [] });
  });

  test('relations are from data and from links, none from code and pictures', () => {
    const data = { $parent: { $id: 'https://startups.studio' }, author: [{ $id: 'people/ada' }], title: 'x' };
    const body =
      '[a](./b.md#part) [c](../index.md) [d](/top) [w](https://w.org/x) ![p](p.png) `[n](n.md)`\n```\n[o](o.md)\n```\n[m](mailto:a@b) [out](../../x.md) [s](<a b.md>)';
    expect(relationsOf(NS, 'guide/a.md', data, body)).toEqual([
      { predicate: '$parent', target: 'https://startups.studio' },
      { predicate: 'author', target: `${NS}/people/ada` },
      { predicate: 'links', target: `${NS}/guide/b` },
      { predicate: 'links', target: NS },
      { predicate: 'links', target: `${NS}/top` },
      { predicate: 'links', target: 'https://w.org/x' },
      { predicate: 'links', target: `${NS}/guide/a%20b` },
    ]);
  });
});

describe('planContexts', () => {
  const binding = { ns: NS, defaultBranch: 'main', branchPatterns: ['feature/*'], previewTemplate: null };
  const context = { id: 1, ns: NS, branch: 'main', head: 'a', active: true };

  test('opens the default branch and what matches, moves, closes and opens again', () => {
    const branches = new Map([
      ['main', 'b'],
      ['feature/x', 'c'],
      ['other', 'd'],
    ]);
    const gone = { id: 2, ns: NS, branch: 'feature/old', head: 'e', active: true };
    const back = { id: 3, ns: NS, branch: 'feature/x', head: 'f', active: false };
    expect(planContexts([binding], branches, [context, gone, back])).toEqual({
      opened: [{ id: 3, ns: NS, branch: 'feature/x', branchNs: null, isDefault: false, head: 'c' }],
      moved: [{ id: 1, head: 'b' }],
      closed: [{ id: 2, ns: NS, branch: 'feature/old', head: 'e', gone: true }],
    });
  });

  test('a pattern taken away closes a context whose branch is still there', () => {
    const other = { id: 4, ns: NS, branch: 'fix/y', head: 'c', active: true };
    const { closed } = planContexts([binding], new Map([['fix/y', 'c']]), [other]);
    expect(closed).toMatchObject([{ id: 4, gone: false }]);
  });

  test.each([
    ['feature/dark-mode', 'https://preview-dark-mode.docs.do'],
    ['Feature/Dark_Mode!', 'https://preview-dark-mode.docs.do'],
    ['x', 'https://preview-x.docs.do'],
    ['日本', 'https://preview-branch.docs.do'],
  ])('the namespace of %s is %s', (branch, expected) => {
    expect(branchNamespace('https://preview-{branch}.docs.do', branch)).toBe(expected);
  });
});

test('refChanges tells new, moved and lost refs', () => {
  const before = new Map([
    ['refs/heads/a', '1'],
    ['refs/heads/b', '2'],
    ['refs/heads/c', '3'],
  ]);
  const after = new Map([
    ['refs/heads/a', '1'],
    ['refs/heads/b', '4'],
    ['refs/tags/v1', '5'],
  ]);
  expect(refChanges(before, after)).toEqual([
    { ref: 'refs/heads/b', before: '2', after: '4' },
    { ref: 'refs/heads/c', before: '3', after: null },
    { ref: 'refs/tags/v1', before: null, after: '5' },
  ]);
});
