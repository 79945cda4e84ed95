import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import type { FormField } from './form-fields.ts';

/** An edit as it survives a reload or a crash of the browser. */
export interface EditDraft {
  /** The version that it began from. */
  base: number;
  type: string;
  fields: FormField[];
  content: string | null;
}

/** Of which Thing. */
export interface EditedThing {
  ns: string;
  branch: string;
  id: string;
}

// Opened on first use: a browser that forbids IndexedDB must still show the form.
let opened: UseStore | null = null;
const database = (): UseStore => {
  opened ??= createStore('craftastic-things', 'edits');
  return opened;
};
const keyOf = ({ ns, branch, id }: EditedThing): string => `${ns} ${branch} ${id}`;

export async function readEdit(thing: EditedThing): Promise<EditDraft | null> {
  try {
    return (await get<EditDraft>(keyOf(thing), database())) ?? null;
  } catch {
    return null;
  }
}

/** Whether it is kept: a browser in private mode may refuse. */
export async function writeEdit(thing: EditedThing, draft: EditDraft): Promise<boolean> {
  try {
    await set(keyOf(thing), draft, database());
    return true;
  } catch {
    return false;
  }
}

/** `own`: what this tab has kept or found. An edit that another tab has kept since is not dropped with it. */
export async function dropEdit(thing: EditedThing, own: EditDraft): Promise<void> {
  try {
    const kept = await get<EditDraft>(keyOf(thing), database());
    if (JSON.stringify(kept) === JSON.stringify(own)) await del(keyOf(thing), database());
  } catch {
    // Nothing was kept.
  }
}
