import { createFamily, createPersistentStore, createStore, type Store } from '../../hooks/store.ts';

/** The terminal shown last in a session, kept in this browser. */
export const activeTerminalOf: (sessionId: string) => Store<string | null> = createFamily((sessionId) =>
  createPersistentStore<string | null>(`terminal.${sessionId}`, null, (stored) =>
    typeof stored === 'string' ? stored : null,
  ),
);

/** As text in the page, for those who use a screen reader; it costs time per line drawn, so it is off until asked for. */
export const screenReaderMode: Store<boolean> = createPersistentStore(
  'terminal.screenReader',
  false,
  (stored) => stored === true,
);

/** The size of the last screen that was fitted: a new terminal starts with it, so that its prompt isn't drawn twice. */
export const lastSize = createStore({ columns: 80, rows: 24 });
