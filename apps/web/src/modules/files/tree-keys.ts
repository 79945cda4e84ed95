import type { KeyboardEvent } from 'react';
import { openFile } from '../editor/open-file.ts';
import { expandedOf, focusOf, namingOf, setExpanded } from './explorer-state.ts';
import { copyText, removeEntries } from './file-actions.ts';
import { type EntryRow, parentOf, type Row, typeAhead } from './tree.ts';

/** Letters typed within so long of each other are one beginning of a name. */
const TYPE_AHEAD_MS = 700;

interface TreeKeys {
  sessionId: string;
  rows: readonly Row[];
  /** Rows that fit in sight, for the page keys. */
  page: number;
  typed: { text: string; at: number };
  scrollTo: (index: number) => void;
}

/** The keys of a tree, as in VS Code and as WAI-ARIA's tree pattern has them. */
export function onTreeKey(event: KeyboardEvent, tree: TreeKeys): void {
  // In a name that is being typed the keys are text.
  if (event.target !== event.currentTarget) return;
  const run = keyAction(event, tree);
  if (!run) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}

function keyAction(event: KeyboardEvent, { sessionId, rows, page, typed, scrollTo }: TreeKeys): (() => void) | null {
  const focus = focusOf(sessionId);
  const { path, chosen, anchor } = focus.get();
  const at = rows.findIndex((row) => row.kind === 'entry' && row.entry.path === path);
  const row = rows[at];
  const here = row?.kind === 'entry' ? row : undefined;

  const go = (index: number, towards = 1) => {
    let to = Math.min(Math.max(index, 0), rows.length - 1);
    while (rows[to] && rows[to]?.kind !== 'entry') to += towards;
    const target = rows[to];
    if (target?.kind !== 'entry') return;
    const from = event.shiftKey && anchor !== null ? anchor : target.entry.path;
    focus.set({ path: target.entry.path, anchor: from, chosen: rangeOf(rows, from, target.entry.path) });
    scrollTo(to);
  };
  const mod = event.ctrlKey || event.metaKey;
  const picked = here && !chosen.has(here.entry.path) ? [here.entry.path] : [...chosen];

  if (mod && event.key.toLowerCase() === 'a') {
    return () => {
      const paths = rows.flatMap((each) => (each.kind === 'entry' ? each.entry.path : []));
      focus.set({ path: path ?? paths[0] ?? null, anchor, chosen: new Set(paths) });
    };
  }
  if (mod && !event.shiftKey && event.key.toLowerCase() === 'c') return () => void copyText(picked.join('\n'));
  if (mod || event.altKey) return null;

  switch (event.key) {
    case 'ArrowDown':
      return () => go(at + 1);
    case 'ArrowUp':
      return () => go(at < 0 ? rows.length - 1 : at - 1, -1);
    case 'PageDown':
      return () => go(at + page);
    case 'PageUp':
      return () => go(at - page, -1);
    case 'Home':
      return () => go(0);
    case 'End':
      return () => go(rows.length - 1, -1);
    case 'ArrowRight':
      return () => {
        if (!here || here.expanded === undefined) return;
        if (here.expanded) go(at + 1);
        else setExpanded(sessionId, [here.entry.path], true);
      };
    case 'ArrowLeft':
      return () => {
        if (!here) return;
        if (here.expanded) setExpanded(sessionId, [here.entry.path], false);
        else if (here.level > 1) {
          go(rows.findIndex((each) => each.kind === 'entry' && each.entry.path === parentOf(here.entry.path)));
        }
      };
    case '*':
      return () => {
        const level = here?.level ?? 1;
        const siblings = rows.filter(
          (each): each is EntryRow =>
            each.kind === 'entry' &&
            each.level === level &&
            each.expanded !== undefined &&
            parentOf(each.entry.path) === parentOf(here?.entry.path ?? ''),
        );
        setExpanded(
          sessionId,
          siblings.map((each) => each.entry.path),
          true,
        );
      };
    case 'Enter':
      return () => {
        if (here) openRow(sessionId, here, false);
      };
    case ' ':
      return () => {
        if (here) openRow(sessionId, here, true);
      };
    case 'F2':
      return () => {
        if (here) namingOf(sessionId).set({ kind: 'rename', path: here.entry.path });
      };
    case 'Delete':
      return () => void removeEntries(sessionId, picked);
    case 'Escape':
      return () => focus.set((now) => ({ ...now, chosen: new Set(now.path === null ? [] : [now.path]) }));
  }
  if (event.key.length !== 1) return null;
  return () => {
    typed.text = event.timeStamp - typed.at < TYPE_AHEAD_MS ? typed.text + event.key : event.key;
    typed.at = event.timeStamp;
    go(typeAhead(rows, Math.max(at, 0), typed.text));
  };
}

/** A directory opens or shuts, a file comes to the editor. */
export function openRow(sessionId: string, { entry, expanded }: EntryRow, preview: boolean): void {
  if (expanded === undefined) openFile(sessionId, entry.path, { preview });
  else setExpanded(sessionId, [entry.path], !expandedOf(sessionId).get().has(entry.path));
}

/** The rows between two, both of them too. */
export function rangeOf(rows: readonly Row[], from: string, to: string): Set<string> {
  const paths = rows.flatMap((row) => (row.kind === 'entry' ? row.entry.path : []));
  const [a, b] = [paths.indexOf(from), paths.indexOf(to)];
  if (a < 0 || b < 0) return new Set([to]);
  return new Set(paths.slice(Math.min(a, b), Math.max(a, b) + 1));
}
