import { expect, test } from 'vitest';
import {
  activate,
  closeTabs,
  type FileTab,
  moveTab,
  NO_TABS,
  neighbour,
  openTab,
  pinTab,
  retarget,
  type Tabs,
  tabHints,
  tabId,
} from './tabs.ts';

const file = (path: string, preview = false): FileTab => ({ kind: 'file', path, preview });
const id = (path: string) => tabId(file(path));
const open = (...tabs: FileTab[]): Tabs => tabs.reduce<Tabs>(openTab, NO_TABS);
const paths = (state: Tabs) => state.tabs.map((tab) => tab.path).join(' ');

test('a tab opens beside the active one and comes to the front', () => {
  const state = openTab(activate(open(file('a'), file('b')), id('a')), file('c'));
  expect(paths(state)).toBe('a c b');
  expect(state.active).toBe(id('c'));
});

test('a preview takes the place of the preview', () => {
  const state = open(file('a'), file('b', true), file('c', true));
  expect(paths(state)).toBe('a c');
  expect(state.recent).toEqual([id('c'), id('a')]);
});

test('a pinned wish pins the preview, a preview wish unpins nothing', () => {
  expect(open(file('a', true), file('a')).tabs).toEqual([file('a')]);
  expect(open(file('a'), file('a', true)).tabs).toEqual([file('a')]);
  expect(pinTab(open(file('a', true)), id('a')).tabs).toEqual([file('a')]);
});

test('closing goes back to the tab used before', () => {
  const state = activate(open(file('a'), file('b'), file('c')), id('a'));
  expect(closeTabs(state, new Set([id('a')])).active).toBe(id('c'));
  expect(closeTabs(state, new Set([id('b')])).active).toBe(id('a'));
  expect(closeTabs(state, new Set([id('a'), id('b'), id('c')]))).toEqual(NO_TABS);
});

test.each<[string, string | null, string]>([
  ['c', 'a', 'c a b'],
  ['a', null, 'b c a'],
  ['a', 'c', 'b a c'],
  ['a', 'a', 'a b c'],
])('%s moved before %s gives %s', (moved, before, expected) => {
  const state = open(file('a'), file('b'), file('c'));
  expect(paths(moveTab(state, id(moved), before === null ? null : id(before)))).toBe(expected);
});

test('neighbours go round', () => {
  const state = open(file('a'), file('b'), file('c'));
  expect([neighbour(state, 1), neighbour(state, -1), neighbour(NO_TABS, 1)]).toEqual([id('a'), id('b'), null]);
});

test('tabs follow a renamed directory, and not its namesake', () => {
  const state = retarget(open(file('src/a'), file('src2/a')), 'src', 'lib');
  expect(paths(state)).toBe('lib/a src2/a');
  expect(state.active).toBe(id('src2/a'));
  expect(state.recent).toEqual([id('src2/a'), id('lib/a')]);
});

test('files of one name are told apart by as many folders as it takes', () => {
  const hints = tabHints([file('index.ts'), file('a/index.ts'), file('x/b/index.ts'), file('y/b/index.ts'), file('z')]);
  expect(Object.fromEntries(hints)).toEqual({
    'index.ts': './',
    'a/index.ts': 'a',
    'x/b/index.ts': 'x/b',
    'y/b/index.ts': 'y/b',
  });
});
