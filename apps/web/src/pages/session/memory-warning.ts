import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { orpc } from '../../api/client.ts';
import { onOutOfMemory } from '../../api/session-events.ts';
import { formatBytes } from '../../app/format.ts';
import { toast } from '../../components/toast.tsx';

/** Says why a program of the session was ended by the kernel: its terminal shows «Killed» at the most. */
export function useMemoryWarning(sessionId: string): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      onOutOfMemory(sessionId, () => {
        const session = queries.getQueryData(orpc.sessions.get.queryKey({ input: { id: sessionId } }));
        const limit = session?.usage?.memoryLimitBytes;
        toast.warn('A program ran out of memory and was ended', {
          id: `memory ${sessionId}`,
          description: `All programs of this session share ${limit ? formatBytes(limit) : 'its memory'}. The session goes on.`,
        });
      }),
    [sessionId, queries],
  );
}
