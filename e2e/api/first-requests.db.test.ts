import { expect, test } from 'vitest';
import { Craftastic } from '../support/craftastic.ts';

test('the first requests of a new server may come all at once', async () => {
  await using craftastic = await Craftastic.startEmbedded();
  const client = craftastic.client();
  const answers = await Promise.all(Array.from({ length: 12 }, () => client.auth.me()));
  expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
});
