import { expect, test } from 'vitest';
import { publishedWebhooks } from '../../test/published-webhooks.ts';
import { githubEventOf } from './github-event.ts';

test.each(['push', 'create', 'delete'])('every published %s says what moved', async (name) => {
  for (const payload of await publishedWebhooks(name)) {
    const { ref = '', ref_type: type } = payload;
    const isBranch = type === 'branch' || ref.startsWith('refs/heads/');
    expect(githubEventOf(name, payload)).toEqual({
      kind: 'moved',
      branch: isBranch ? ref.replace('refs/heads/', '') : null,
    });
  }
});

test('pings are pings, and what is of no use here is told from both', async () => {
  for (const payload of await publishedWebhooks('ping')) expect(githubEventOf('ping', payload).kind).toBe('ping');
  for (const payload of await publishedWebhooks('issues')) expect(githubEventOf('issues', payload).kind).toBe('other');
});

test.each([
  ['push', {}],
  ['push', { ref: 1 }],
  ['push', null],
  ['create', { ref: 'main' }],
  ['delete', { ref: '', ref_type: 'branch' }],
])('a %s with %j is no such event', (name, payload) => {
  expect(() => githubEventOf(name, payload)).toThrow();
});
