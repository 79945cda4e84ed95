/** Which files of the list are chosen: a current one that the keys move, and those chosen beside it. */
export interface Chosen {
  current: string | null;
  /** Where a range with Shift begins. */
  anchor: string | null;
  keys: ReadonlySet<string>;
}

export const NOTHING_CHOSEN: Chosen = { current: null, anchor: null, keys: new Set() };

export type ChooseMode = 'only' | 'toggle' | 'range';

/** `order`: the keys of all rows that can be chosen, as shown. */
export function choose(chosen: Chosen, key: string, mode: ChooseMode, order: readonly string[]): Chosen {
  switch (mode) {
    case 'only':
      return { current: key, anchor: key, keys: new Set([key]) };
    case 'toggle': {
      const keys = new Set(chosen.keys);
      if (!keys.delete(key)) keys.add(key);
      return { current: key, anchor: key, keys };
    }
    case 'range': {
      const from = chosen.anchor === null ? -1 : order.indexOf(chosen.anchor);
      const to = order.indexOf(key);
      if (from < 0 || to < 0) return choose(chosen, key, 'only', order);
      return {
        current: key,
        anchor: chosen.anchor,
        keys: new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1)),
      };
    }
  }
}

/** After the list has changed: what is gone is not chosen, and the current row stays near where it was. */
export function stillChosen(chosen: Chosen, before: readonly string[], now: readonly string[]): Chosen {
  const present = new Set(now);
  if (chosen.current === null || present.has(chosen.current)) {
    const keys = new Set([...chosen.keys].filter((key) => present.has(key)));
    return keys.size === chosen.keys.size ? chosen : { ...chosen, keys };
  }
  const at = before.indexOf(chosen.current);
  const next = before.slice(at).find((key) => present.has(key)) ?? now.at(-1);
  return next === undefined ? NOTHING_CHOSEN : { current: next, anchor: next, keys: new Set([next]) };
}
