import type { DiffSide } from '../open-file.ts';

export interface FileTab {
  kind: 'file';
  path: string;
  preview: boolean;
}

export interface DiffTab {
  kind: 'diff';
  path: string;
  originalPath?: string | undefined;
  left: DiffSide;
  right: DiffSide;
  preview: boolean;
}

export type Tab = FileTab | DiffTab;

/** The tabs of a session as they stand, left to right. */
export interface Tabs {
  tabs: readonly Tab[];
  /** Id of the tab in front; null without tabs. */
  active: string | null;
  /** Ids by last use, the last used first. Closing goes back along it. */
  recent: readonly string[];
}

export const NO_TABS: Tabs = { tabs: [], active: null, recent: [] };

export const tabId = (tab: Tab): string =>
  tab.kind === 'file' ? `file ${tab.path}` : `diff ${tab.left} ${tab.right} ${tab.path}`;

export const activeTab = (state: Tabs): Tab | undefined => state.tabs.find((tab) => tabId(tab) === state.active);

/**
 * Brings a tab to the front, opening it beside the active one. There is one preview at a time: a new one takes its
 * place. A tab that is open stays what it is, except that a pinned wish pins it.
 */
export function openTab(state: Tabs, tab: Tab): Tabs {
  const id = tabId(tab);
  const known = state.tabs.findIndex((each) => tabId(each) === id);
  if (known >= 0) {
    const tabs = tab.preview
      ? state.tabs
      : state.tabs.map((each, at) => (at === known ? { ...each, preview: false } : each));
    return activate({ ...state, tabs }, id);
  }
  const replaced = tab.preview ? state.tabs.findIndex((each) => each.preview) : -1;
  if (replaced >= 0) {
    const gone = tabId(state.tabs[replaced] as Tab);
    const recent = state.recent.filter((each) => each !== gone);
    return activate({ ...state, tabs: state.tabs.with(replaced, tab), recent }, id);
  }
  const after = state.tabs.findIndex((each) => tabId(each) === state.active);
  return activate({ ...state, tabs: state.tabs.toSpliced(after + 1, 0, tab) }, id);
}

export function activate(state: Tabs, id: string): Tabs {
  if (!state.tabs.some((tab) => tabId(tab) === id)) return state;
  return { ...state, active: id, recent: [id, ...state.recent.filter((each) => each !== id)] };
}

export function pinTab(state: Tabs, id: string): Tabs {
  if (!state.tabs.some((tab) => tabId(tab) === id && tab.preview)) return state;
  return { ...state, tabs: state.tabs.map((tab) => (tabId(tab) === id ? { ...tab, preview: false } : tab)) };
}

/** Closes tabs; if the active one is among them the last used of the rest comes to the front. */
export function closeTabs(state: Tabs, ids: ReadonlySet<string>): Tabs {
  const tabs = state.tabs.filter((tab) => !ids.has(tabId(tab)));
  const recent = state.recent.filter((id) => !ids.has(id));
  const stays = state.active !== null && !ids.has(state.active);
  const last = tabs.at(-1);
  return { tabs, recent, active: stays ? state.active : (recent[0] ?? (last ? tabId(last) : null)) };
}

/** Puts a tab where another is. */
export function moveTab(state: Tabs, id: string, before: string | null): Tabs {
  const tab = state.tabs.find((each) => tabId(each) === id);
  if (!tab || id === before) return state;
  const rest = state.tabs.filter((each) => each !== tab);
  const at = before === null ? rest.length : rest.findIndex((each) => tabId(each) === before);
  return { ...state, tabs: rest.toSpliced(at < 0 ? rest.length : at, 0, { ...tab, preview: false }) };
}

/** The tab so many places to the right, round the end. */
export function neighbour(state: Tabs, by: number): string | null {
  const at = state.tabs.findIndex((tab) => tabId(tab) === state.active);
  const next = state.tabs[(at + by + state.tabs.length) % state.tabs.length];
  return next ? tabId(next) : null;
}

/** Where a path is after `from`, a file or a directory, became `to`; null where it is not touched. */
export function movedPath(path: string, from: string, to: string): string | null {
  if (path === from) return to;
  return path.startsWith(`${from}/`) ? to + path.slice(from.length) : null;
}

/** Tabs of a file or directory that was renamed follow it. */
export function retarget(state: Tabs, from: string, to: string): Tabs {
  const ids = new Map<string, string>();
  const tabs = state.tabs.map((tab) => {
    const path = movedPath(tab.path, from, to);
    if (path === null || tab.kind !== 'file') return tab;
    const moved = { ...tab, path };
    ids.set(tabId(tab), tabId(moved));
    return moved;
  });
  const rename = (id: string) => ids.get(id) ?? id;
  return { tabs, recent: state.recent.map(rename), active: state.active === null ? null : rename(state.active) };
}

/**
 * Names for tabs: the file's name, and as much of its folders as tells it from the others of the same name.
 */
export function tabHints(tabs: readonly Tab[]): Map<string, string> {
  const hints = new Map<string, string>();
  const byName = Map.groupBy(new Set(tabs.map((tab) => tab.path)), nameOf);
  for (const paths of byName.values()) {
    if (paths.length < 2) continue;
    for (const path of paths) {
      const folders = path.split('/').slice(0, -1);
      let depth = 1;
      const tail = (of: string) => of.split('/').slice(0, -1).slice(-depth).join('/');
      while (depth < folders.length && paths.some((other) => other !== path && tail(other) === tail(path))) depth++;
      hints.set(path, folders.length === 0 ? './' : `${depth < folders.length ? '…/' : ''}${tail(path)}`);
    }
  }
  return hints;
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
