import { createStore, delMany, entries, get, set, type UseStore } from 'idb-keyval';

/** What is typed and not saved, as it survives a reload or a crash of the browser. */
export interface Draft {
  text: string;
  eol: 'lf' | 'crlf' | 'mixed';
  bom: boolean;
  /** Of the file that was edited; null for one that is not on disk. */
  baseVersion: string | null;
}

// Opened on first use: a browser that forbids IndexedDB must still show the editor.
let opened: UseStore | null = null;
const database = (): UseStore => {
  opened ??= createStore('craftastic', 'drafts');
  return opened;
};
const keyOf = (sessionId: string, path: string): string => `${sessionId}/${path}`;

/** Writes that have not reached the disk; while there are any, leaving the page could lose text. */
const pending = new Set<Promise<void>>();
let refused = false;

/** Whether leaving now could lose something that was typed. */
export const draftsAtRisk = (): boolean => refused || pending.size > 0;

export async function readDraft(sessionId: string, path: string): Promise<Draft | null> {
  try {
    return (await get<Draft>(keyOf(sessionId, path), database())) ?? null;
  } catch {
    return null;
  }
}

export function writeDraft(sessionId: string, path: string, draft: Draft): Promise<void> {
  return track(async () => {
    await set(keyOf(sessionId, path), draft, database());
    refused = false;
  });
}

export const dropDraft = (sessionId: string, path: string): Promise<void> =>
  track(() => delMany([keyOf(sessionId, path)], database()));

/** Paths with a draft, so that none is forgotten because its tab was lost. */
export async function draftedPaths(sessionId: string): Promise<string[]> {
  try {
    const prefix = keyOf(sessionId, '');
    const all = await entries<string, Draft>(database());
    return all.filter(([key]) => key.startsWith(prefix)).map(([key]) => key.slice(prefix.length));
  } catch {
    return [];
  }
}

function track(work: () => Promise<void>): Promise<void> {
  const done = work()
    // Private mode or a full disk: the text is still in the page, and leaving it now asks first.
    .catch(() => {
      refused = true;
    })
    .finally(() => pending.delete(done));
  pending.add(done);
  return done;
}
