import type { ThingSource } from '@craftastic/contract/thing-edits';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { orpc } from '../../api/client.ts';
import { dropEdit, type EditDraft, type EditedThing, readEdit, writeEdit } from './edit-drafts.ts';
import { fieldsOf } from './form-fields.ts';

/** So long after the last key an edit is kept. */
const KEEP_AFTER_MS = 250;

/** What a Thing says, as a form. */
export const editOf = ({
  version,
  type,
  data,
  content,
}: Pick<ThingSource, 'version' | 'type' | 'data' | 'content'>) => ({
  base: version,
  type,
  fields: fieldsOf(data),
  content,
});

/** An edit of a Thing: what it began from, what it is now, kept in the browser on every change. */
export function useEdit(thing: EditedThing) {
  const { ns, branch, id } = thing;
  const begun = useQuery({
    queryKey: ['thing-edit', ns, branch, id],
    queryFn: async ({ client }) => {
      const [source, kept] = await Promise.all([
        client.fetchQuery({ ...orpc.things.source.queryOptions({ input: { ns, branch, id } }), staleTime: 0 }),
        readEdit({ ns, branch, id }),
      ]);
      return { source, kept };
    },
    // Begun once: what git says meanwhile is merged when it is saved, and must not take the place of what is typed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [edit, setEdit] = useState<EditDraft | null>(null);
  const unsaved = useRef<EditDraft | null>(null);
  const [lost, setLost] = useState(false);
  /** What the browser has of this tab. */
  const own = useRef<EditDraft | null>(null);
  own.current ??= begun.data?.kept ?? null;

  useEffect(() => {
    if (edit === null || unsaved.current !== edit) return;
    const write = () => {
      own.current = edit;
      return writeEdit({ ns, branch, id }, edit);
    };
    const timer = window.setTimeout(() => void write().then((done) => setLost(!done)), KEEP_AFTER_MS);
    // What is typed right before the page goes.
    const keep = () => void write();
    addEventListener('pagehide', keep);
    return () => {
      window.clearTimeout(timer);
      removeEventListener('pagehide', keep);
      if (unsaved.current === edit) keep();
    };
  }, [edit, ns, branch, id]);

  const { source, kept } = begun.data ?? {};
  const original = source ? editOf(source) : null;
  const now = edit ?? kept ?? original;
  return {
    source,
    error: begun.error,
    retry: () => void begun.refetch(),
    /** Null while it is on its way. */
    edit: now,
    /** It was kept from an earlier visit. */
    isBack: edit === null && kept !== null && kept !== undefined,
    isDirty: now !== original && now !== null && (edit !== null || kept !== null),
    /** The browser keeps nothing: leaving loses it. */
    isAtRisk: lost,
    change: (part: Partial<EditDraft>) => {
      if (now === null) return;
      const next = { ...now, ...part };
      unsaved.current = next;
      setEdit(next);
    },
    /** Back to what the Thing says. */
    forget: async () => {
      unsaved.current = null;
      if (own.current !== null) await dropEdit(thing, own.current);
      own.current = null;
      setEdit(null);
      await begun.refetch();
    },
  };
}
