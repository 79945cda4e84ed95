import type { Thing, ThingLines } from '@craftastic/contract/things';
import { useCallback } from 'react';
import { client } from '../../api/client.ts';
import { useOpenInSession } from './open-in-session.tsx';

/** A key of its data, or a line of its body. */
export type Part = { field: string } | { line: number };

/** The way from a part of a Thing to where it is written, in the editor of a session. */
export function useOpenPart(thing: Thing | undefined, environmentId: string): (part: Part) => void {
  const { open } = useOpenInSession();
  return useCallback(
    (part) => {
      if (!thing) return;
      const { $id: id, ns, branch, session, $source } = thing;
      const go = async () => {
        // Where the lines can't be told, the file is still better than nothing.
        const lines = await client.things
          .lines({ id, ns, ...(session === null ? { branch } : { session }) })
          .catch(() => null);
        const line = lines === null ? null : lineOf(lines, part);
        await open({ environmentId, branch: $source.branch, path: $source.path, ...(line !== null && { line }) });
      };
      void go();
    },
    [thing, environmentId, open],
  );
}

function lineOf({ content, fields }: ThingLines, part: Part): number | null {
  if ('field' in part) return Object.hasOwn(fields, part.field) ? (fields[part.field] ?? null) : null;
  return content === null ? null : content + part.line - 1;
}
