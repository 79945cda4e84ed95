import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { orpc } from '../../api/client.ts';

/** Nearer to its end than this, a log that is read follows what comes. */
const FOLLOWS_PX = 24;

/** What the start of a session writes, such as the build of its image; nothing where it writes nothing. */
export function StartLog({ sessionId }: { sessionId: string }) {
  const text = useQuery(orpc.sessions.startLog.queryOptions({ input: { id: sessionId } })).data?.text ?? '';
  const shown = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    const log = shown.current;
    if (log && text !== '' && follows.current) log.scrollTop = log.scrollHeight;
  }, [text]);
  if (text === '') return null;
  return (
    <section aria-label="Log of the start" className="mt-3">
      <pre
        ref={shown}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          follows.current = scrollHeight - scrollTop - clientHeight < FOLLOWS_PX;
        }}
        className="max-h-60 w-full overflow-auto whitespace-pre-wrap break-words rounded-md border border-border bg-sunken p-2 font-mono text-sm text-text"
      >
        {text}
      </pre>
    </section>
  );
}
