import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { readAnew } from './read-anew.ts';

// A list stood empty beside its count of one: the sync was through while the first answer was on its way.
test('a first answer that is older than a change is asked for once more', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000 } } });
  const older = Promise.withResolvers<string[]>();
  const answers = [older.promise];
  const queryFn = () => answers.shift() ?? Promise.resolve(['handbook']);
  const shown = new QueryObserver(queries, { queryKey: ['things', 'list'], queryFn });
  const end = shown.subscribe(() => {});
  readAnew(queries, ['things']);
  older.resolve([]);
  await expect.poll(() => queries.getQueryData(['things', 'list'])).toEqual(['handbook']);
  end();
});
