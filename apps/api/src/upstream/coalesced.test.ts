import { expect, test } from 'vitest';
import { Coalesced } from './coalesced.ts';

test('one runs, one waits, and whoever comes meanwhile waits with it; a failure holds nobody up', async () => {
  const gates: PromiseWithResolvers<void>[] = [];
  const work = new Coalesced(() => {
    const gate = Promise.withResolvers<void>();
    gates.push(gate);
    return gate.promise;
  });
  const first = work.run('a');
  const [second, third] = [work.run('a'), work.run('a')];
  const other = work.run('b');
  expect(second).toBe(third);
  expect(gates).toHaveLength(2);
  gates[1]?.resolve();
  await other;
  gates[0]?.reject(new Error('lost'));
  await expect(first).rejects.toThrow('lost');
  await expect.poll(() => gates.length).toBe(3);
  gates[2]?.resolve();
  await second;
  await work.idle();
  void work.run('a');
  expect(gates).toHaveLength(4);
  gates[3]?.resolve();
  await work.idle();
});
