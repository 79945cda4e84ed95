import { expect, it } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';
import { SharedWork } from './shared-work.ts';

it('runs what two callers want once, and tells both', async () => {
  const work = new SharedWork<string>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const told: string[][] = [[], []];
  let runs = 0;
  const join = (n: number) =>
    work.join(
      'image',
      async (report) => {
        runs += 1;
        report('begun');
        await promise;
      },
      { onProgress: (text) => told[n]?.push(text) },
    );
  const both = [join(0), join(1)];
  resolve();
  await Promise.all(both);
  expect([runs, told]).toEqual([1, [['begun'], ['begun']]]);
});

it('goes on while one caller is left, and is cancelled with the last', async () => {
  const work = new SharedWork<string>();
  let cancelled = false;
  const run = (_report: (text: string) => void, signal: AbortSignal) =>
    new Promise<void>((_resolve, reject) =>
      signal.addEventListener('abort', () => {
        cancelled = true;
        reject(signal.reason);
      }),
    );
  const [first, second] = [new AbortController(), new AbortController()];
  const joins = [work.join('a', run, { signal: first.signal }), work.join('a', run, { signal: second.signal })];
  first.abort(new Error('one'));
  await expect(joins[0]).rejects.toThrow('one');
  expect(cancelled).toBe(false);
  second.abort(new Error('two'));
  await expect(joins[1]).rejects.toThrow('two');
  expect(cancelled).toBe(true);
});

it('begins anew after a failure', async () => {
  const work = new SharedWork<string>();
  await expect(
    work.join('a', async () => {
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await work.join('a', async () => {});
});

it('keeps the order of one key, whatever fails', async () => {
  const queue = new KeyedQueue();
  const order: number[] = [];
  const first = queue.run('a', async () => {
    await Promise.resolve();
    order.push(1);
    throw new Error('no');
  });
  const second = queue.run('a', async () => {
    order.push(2);
  });
  await expect(first).rejects.toThrow('no');
  await second;
  expect(order).toEqual([1, 2]);
});
