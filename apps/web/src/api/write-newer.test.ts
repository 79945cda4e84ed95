import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { writeNewer } from './write-newer.ts';

// A session's page stayed at «Starting»: «running» came by an event while the answer to an older question was under way.
test('an answer that was asked for before an event does not undo the event', async () => {
  const queries = new QueryClient();
  const older = Promise.withResolvers<string>();
  const answers = [older.promise, Promise.resolve('running')];
  const queryFn = () => answers.shift() ?? Promise.resolve('running');
  const asked = queries.fetchQuery({ queryKey: ['session'], queryFn }).catch(() => {});
  writeNewer(queries, ['session'], 'running');
  older.resolve('starting');
  await asked;
  expect(queries.getQueryData(['session'])).toBe('running');
});
