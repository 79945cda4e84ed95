import { useSyncExternalStore } from 'react';

/** State that lives outside React: read anywhere, written anywhere, watched by {@link useStore}. */
export interface Store<T> {
  get(): T;
  /** The same value again wakes nobody. */
  set(next: T | ((previous: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

/** A store that is only read, so that a store of a narrower type will do. */
export type Readable<T> = Pick<Store<T>, 'get' | 'subscribe'>;

/**
 * The one kind of store in this app. A library (zustand) was left out: what is used of it is these twenty lines over
 * React's own `useSyncExternalStore`.
 */
export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const computed = typeof next === 'function' ? (next as (previous: T) => T)(value) : next;
      if (Object.is(computed, value)) return;
      value = computed;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A store kept in localStorage under `craftastic.{key}`; unreadable or unwritable storage means the initial value. */
export function createPersistentStore<T>(key: string, initial: T, parse: (stored: unknown) => T): Store<T> {
  const name = `craftastic.${key}`;
  let start = initial;
  try {
    const stored = localStorage.getItem(name);
    if (stored !== null) start = parse(JSON.parse(stored));
  } catch {
    // Blocked storage or foreign content: as on a first visit.
  }
  const store = createStore(start);
  store.subscribe(() => {
    try {
      localStorage.setItem(name, JSON.stringify(store.get()));
    } catch {
      // Private mode or a full quota: the choice lasts for this page.
    }
  });
  return store;
}

/** `select` must give the same value for the same state (a field, or a primitive computed from it). */
export function useStore<T>(store: Readable<T>): T;
export function useStore<T, S>(store: Readable<T>, select: (state: T) => S): S;
export function useStore<T, S>(store: Readable<T>, select?: (state: T) => S): T | S {
  const read = () => (select ? select(store.get()) : store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

/** One value of `make` per key, made on first use: stores of sessions, for instance. */
export function createFamily<T>(make: (key: string) => T): (key: string) => T {
  const members = new Map<string, T>();
  return (key) => {
    const known = members.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    members.set(key, made);
    return made;
  };
}
