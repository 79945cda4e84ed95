import { expect, test } from 'vitest';
import { CoalescingQueue } from './coalescing-queue.ts';

async function collect<T>(queue: CoalescingQueue<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of queue.drain()) values.push(value);
  return values;
}

test('a later value replaces a waiting one of its key, in the place of the first', async () => {
  const queue = new CoalescingQueue<string>();
  queue.push('a', 'a1');
  queue.push('b', 'b1');
  queue.push('a', 'a2');
  queue.close();
  expect(await collect(queue)).toEqual(['a2', 'b1']);
});

test('values of one key are merged as told', async () => {
  const queue = new CoalescingQueue<number[]>((earlier, later) => [...earlier, ...later]);
  queue.push('files', [1]);
  queue.push('files', [2]);
  queue.close();
  expect(await collect(queue)).toEqual([[1, 2]]);
});

test('a consumer that waits is woken, and an abort ends it', async () => {
  const queue = new CoalescingQueue<string>();
  const abort = new AbortController();
  const drain = queue.drain(abort.signal);
  const first = drain.next();
  queue.push('a', 'a1');
  expect(await first).toEqual({ done: false, value: 'a1' });
  const second = drain.next();
  abort.abort();
  expect(await second).toEqual({ done: true, value: undefined });
});
