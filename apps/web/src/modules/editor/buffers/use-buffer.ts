import { useEffect } from 'react';
import { createStore, type Readable, useStore } from '../../../hooks/store.ts';
import type { Buffer, BufferState } from './buffer.ts';
import { buffersOf } from './buffers.ts';

const nothing: Readable<BufferState | null> = createStore<BufferState | null>(null);

/** The buffer of a path, opened by the first who looks at it; none for null. */
export function useBuffer(sessionId: string, path: string | null): Buffer | undefined {
  const buffers = buffersOf(sessionId);
  const buffer = useStore(buffers.open, (open) => (path === null ? undefined : open.get(path)));
  useEffect(() => {
    if (path !== null) buffers.ensure(path);
  }, [buffers, path]);
  return buffer;
}

export const useBufferState = (buffer: Buffer | undefined): BufferState | null =>
  useStore<BufferState | null>(buffer?.state ?? nothing);

/** How a file stands if it is open; looking does not open it. */
export function useBufferOf(sessionId: string, path: string | null): BufferState | null {
  const buffer = useStore(buffersOf(sessionId).open, (open) => (path === null ? undefined : open.get(path)));
  return useBufferState(buffer);
}
