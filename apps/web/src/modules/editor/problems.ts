import { createFamily, createStore, type Store } from '../../hooks/store.ts';

export interface Problems {
  errors: number;
  warnings: number;
}

/** What the editor's language services find in the open files of a session; the editor writes, the status bar shows. */
export const problemsOf: (sessionId: string) => Store<Problems> = createFamily(() =>
  createStore<Problems>({ errors: 0, warnings: 0 }),
);
