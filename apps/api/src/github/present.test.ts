import { expect, test } from 'vitest';
import { checkOf, pullRequestOf, reviewsOf, statusCheckOf } from './present.ts';

const by = (login: string, state: string) => ({ user: { login }, state });

test.each([
  ['an approval stands after a comment', [by('ada', 'APPROVED'), by('ada', 'COMMENTED')], [], [['ada', 'approved']]],
  [
    'a later word takes back an earlier one',
    [by('ada', 'APPROVED'), by('ada', 'CHANGES_REQUESTED')],
    [],
    [['ada', 'changes-requested']],
  ],
  ['a dismissed one is gone', [by('ada', 'CHANGES_REQUESTED'), by('ada', 'DISMISSED')], [], []],
  ['who is asked again is waited for', [by('ada', 'APPROVED')], [{ login: 'ada' }], [['ada', 'pending']]],
  ['who has left is a ghost', [{ user: null, state: 'APPROVED' }], [], [['ghost', 'approved']]],
])('reviews: %s', (_name, reviews, asked, expected) => {
  expect(reviewsOf(reviews, asked).map(({ login, state }) => [login, state])).toEqual(expected);
});

test.each([
  ['completed', 'success', 'success'],
  ['completed', 'skipped', 'neutral'],
  ['completed', 'timed_out', 'failure'],
  ['completed', null, 'failure'],
  ['in_progress', null, 'pending'],
  ['queued', null, 'pending'],
])('a check that is %s, %s', (status, conclusion, state) => {
  expect(checkOf({ name: 'build', status, conclusion, html_url: null }).state).toBe(state);
});

test('an address that is no page is no link', () => {
  expect(statusCheckOf({ context: 'ci', state: 'error', target_url: 'javascript:alert(1)' })).toEqual({
    name: 'ci',
    state: 'failure',
    url: null,
  });
});

test.each([
  [{ state: 'open', draft: false, merged_at: null }, 'open'],
  [{ state: 'open', draft: true, merged_at: null }, 'draft'],
  [{ state: 'closed', draft: false, merged_at: '2026-01-01T00:00:00Z' }, 'merged'],
  [{ state: 'closed', draft: false, merged_at: null }, 'closed'],
])('a pull request that is %o', (pull, state) => {
  const whole = { number: 1, title: 't', html_url: 'https://github.com/a/b/pull/1', base: { ref: 'main' }, user: null };
  expect(pullRequestOf({ ...whole, ...pull }, [])).toMatchObject({ state, author: 'ghost' });
});
