import { type Cost, LIMITS } from '@craftastic/contract/limits';
import { expect, test } from 'vitest';
import { Limits } from './limits.ts';

const COSTS = Object.keys(LIMITS) as Cost[];
const limited = (words: string) => ({
  code: 'RATE_LIMITED',
  status: 429,
  message: expect.stringContaining(words),
  data: { seconds: expect.any(Number) },
});

test.each(COSTS)('%s: so many at once for one person, and one more when one has ended', async (cost) => {
  const limits = new Limits({ factor: 1, underWay: {} });
  const begun = await Promise.all(Array.from({ length: LIMITS[cost].atOnce }, () => limits.enter('ada', cost)));
  await expect(limits.enter('ada', cost)).rejects.toMatchObject(limited(`${LIMITS[cost].called} under way`));
  await limits.enter('bob', cost);
  begun[0]?.();
  begun[0]?.();
  await limits.enter('ada', cost);
  await expect(limits.enter('ada', cost)).rejects.toMatchObject(limited('under way'));
});

test.each(COSTS)('%s: so many within a minute', async (cost) => {
  const limits = new Limits({ factor: 1, underWay: {} });
  for (let begun = 0; begun < LIMITS[cost].perMinute; begun += 1) (await limits.enter('ada', cost))();
  await expect(limits.enter('ada', cost)).rejects.toMatchObject(limited('within a minute'));
  // What was refused is not under way.
  await expect(limits.enter('ada', cost)).rejects.toMatchObject(limited('within a minute'));
  (await limits.enter('bob', cost))();
});

test('what goes on after its answer counts as well', async () => {
  let cloning = 5;
  const limits = new Limits({ factor: 1, underWay: { clone: async () => cloning } });
  (await limits.enter('ada', 'clone'))();
  cloning = 6;
  await expect(limits.enter('ada', 'clone')).rejects.toMatchObject(limited('6 clones under way'));
});

test('limits are as many times as high as is set, or none', async () => {
  const low = new Limits({ factor: 0.01, underWay: {} });
  await low.enter('ada', 'search');
  await expect(low.enter('ada', 'search')).rejects.toMatchObject(limited('1 searches'));
  const none = new Limits({ factor: 0, underWay: { clone: async () => 1000 } });
  for (let begun = 0; begun < 100; begun += 1) await none.enter('ada', 'clone');
});
