import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { orpc } from '../../api/client.ts';
import { toast } from '../../components/toast.tsx';
import { newPorts } from './ports.ts';

interface PortNoticesProps {
  sessionId: string;
  /** Whether the preview is on the screen, and shows by itself what opens. */
  shown: boolean;
  onOpen: (port: number) => void;
}

/** Tells of a port that opens while nobody looks: a program in the terminal has begun to serve something. */
export function PortNotices({ sessionId, shown, onOpen }: PortNoticesProps) {
  const { data } = useQuery(orpc.ports.list.queryOptions({ input: { sessionId } }));
  const before = useRef<number[] | null>(null);
  useEffect(() => {
    if (!data) return;
    const now = data.ports.map(({ port }) => port);
    // What was open when the page came is no news.
    const opened = before.current === null || shown ? [] : newPorts(before.current, now);
    const closed = newPorts(now, before.current ?? now);
    before.current = now;
    for (const port of closed) toast.dismiss(`port-${sessionId}-${port}`);
    for (const port of opened) {
      toast.info(`Port ${port} is open`, {
        id: `port-${sessionId}-${port}`,
        description: data.ports.find((each) => each.port === port)?.command ?? 'A program listens on it.',
        action: { label: 'Open preview', run: () => onOpen(port) },
      });
    }
  }, [data, shown, sessionId, onOpen]);
  return null;
}
