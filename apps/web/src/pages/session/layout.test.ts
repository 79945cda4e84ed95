import { expect, test } from 'vitest';
import { chooseView, foldedFor, type Layout, resized, setOpen } from './layout.ts';

const layout: Layout = {
  view: 'explorer',
  open: { side: true, bottom: true, right: false },
  size: { side: 256, bottom: 260, right: 320 },
};

test('choosing the shown view shuts it, another view shows it', () => {
  expect(chooseView(layout, 'explorer', false).open.side).toBe(false);
  expect(chooseView(layout, 'search', false)).toMatchObject({ view: 'search', open: { side: true } });
});

test('a narrow window has room for one edge beside the editor', () => {
  expect(setOpen(layout, 'right', true, true).open).toEqual({ side: false, bottom: true, right: true });
  expect(setOpen(layout, 'right', true, false).open).toEqual({ side: true, bottom: true, right: true });
});

test('a window that became narrow folds the side bar, and keeps it for when it is wide', () => {
  const both = setOpen(layout, 'right', true, false);
  expect(foldedFor(both, true).open).toEqual({ side: false, bottom: true, right: true });
  expect(foldedFor(both, false)).toBe(both);
  expect(foldedFor(layout, true)).toBe(layout);
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
