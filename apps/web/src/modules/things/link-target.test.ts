import { describe, expect, test } from 'vitest';
import { linkTarget, slugOf } from './link-target.ts';

const link = (to: string, exists = true) => ({ predicate: 'links', to, exists });
const thing = {
  ns: 'https://docs.do',
  $source: { repo: '', path: 'docs/guide/start.md', branch: 'main', commit: '' },
  links: [
    link('https://docs.do/guide/next'),
    link('https://docs.do/about'),
    link('https://docs.do'),
    link('https://docs.do/my%20page'),
    link('https://docs.do/größe'),
    link('https://other.do/x'),
    link('https://docs.do/missing', false),
  ],
};
const at = (href: string) => linkTarget(thing, 'docs', href);

describe('linkTarget', () => {
  test.each([
    ['next.md', 'https://docs.do/guide/next'],
    ['./next.mdx#part', 'https://docs.do/guide/next'],
    ['next', 'https://docs.do/guide/next'],
    ['../about.md?x=1', 'https://docs.do/about'],
    ['/about', 'https://docs.do/about'],
    ['../index.md', 'https://docs.do'],
    ['/', 'https://docs.do'],
    ['../my%20page.md', 'https://docs.do/my%20page'],
    ['../gr%C3%B6%C3%9Fe.md', 'https://docs.do/größe'],
    ['https://docs.do/about/', 'https://docs.do/about'],
    ['https://other.do/x', 'https://other.do/x'],
  ])('%s is the Thing %s', (href, id) => expect(at(href)).toEqual({ kind: 'thing', id }));

  test.each([
    ['#Part%20one', { kind: 'heading', slug: 'Part one' }],
    ['https://example.org/a?b#c', { kind: 'web', url: 'https://example.org/a?b#c' }],
    ['mailto:a@example.org', { kind: 'web', url: 'mailto:a@example.org' }],
    ['https://docs.do/missing', { kind: 'web', url: 'https://docs.do/missing' }],
    ['../missing.md', { kind: 'nowhere' }],
    ['../../../etc/passwd', { kind: 'nowhere' }],
    ['picture.png', { kind: 'nowhere' }],
  ])('%s', (href, wanted) => expect(at(href)).toEqual(wanted));

  test('a binding of the whole repository', () => {
    expect(linkTarget(thing, '', 'https://docs.do/about')).toEqual({ kind: 'thing', id: 'https://docs.do/about' });
    expect(linkTarget({ ...thing, links: [link('https://docs.do/docs/guide/a')] }, '', 'a.md')).toEqual({
      kind: 'thing',
      id: 'https://docs.do/docs/guide/a',
    });
  });
});

test.each([
  ['Getting started', 'getting-started'],
  ['What’s new in 2.0?', 'whats-new-in-20'],
  ['Größe & Maß', 'größe--maß'],
])('slugOf(%j) is %j', (heading, slug) => expect(slugOf(heading)).toBe(slug));
