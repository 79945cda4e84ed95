import { expect, test } from 'vitest';
import { chooseView, foldedFor, type Layout, resized, setOpen } from './layout.ts';

const layout: Layout = {
  view: 'explorer',
  open: { side: true, bottom: true, preview: false, right: false },
  size: { side: 256, bottom: 260, preview: 460, right: 320 },
};
const shown = ({ open }: Layout) => Object.entries(open).flatMap(([edge, isOpen]) => (isOpen ? [edge] : []));

test('choosing the shown view shuts it, another view shows it', () => {
  expect(chooseView(layout, 'explorer', 3).open.side).toBe(false);
  expect(chooseView(layout, 'search', 3)).toMatchObject({ view: 'search', open: { side: true } });
});

test.each([
  [1, 'right', ['bottom', 'right']],
  [2, 'right', ['side', 'bottom', 'right']],
  [1, 'preview', ['bottom', 'preview']],
  [2, 'preview', ['side', 'bottom', 'preview']],
] as const)('with room for %i, opening %s leaves %j', (room, edge, left) => {
  expect(shown(setOpen(layout, edge, true, room))).toEqual(left);
});

test('preview and git panel give way to each other before the side bar does', () => {
  const withPreview = setOpen(layout, 'preview', true, 2);
  expect(shown(setOpen(withPreview, 'right', true, 2))).toEqual(['side', 'bottom', 'right']);
  expect(shown(setOpen(withPreview, 'right', true, 3))).toEqual(['side', 'bottom', 'preview', 'right']);
});

test('a window that became narrow folds what has no room, and keeps it for when it is wide', () => {
  const both = setOpen(layout, 'right', true, 3);
  expect(shown(foldedFor(both, 1))).toEqual(['bottom', 'right']);
  expect(foldedFor(both, 2)).toBe(both);
  const all = setOpen(both, 'preview', true, 3);
  expect(shown(foldedFor(all, 2))).toEqual(['side', 'bottom', 'preview']);
  expect(shown(foldedFor(all, 1))).toEqual(['bottom', 'preview']);
  expect(foldedFor(all, 3)).toBe(all);
});

test('a pane that is dragged shut keeps its size for the next time', () => {
  expect(resized(layout, 'side', { open: false, pixels: 0 })).toMatchObject({
    open: { side: false },
    size: { side: 256 },
  });
  expect(resized(layout, 'side', { open: true, pixels: 300 }).size.side).toBe(300);
});

test('nothing changed is the same layout', () => {
  expect(resized(layout, 'side', { open: true, pixels: 256 })).toBe(layout);
});
