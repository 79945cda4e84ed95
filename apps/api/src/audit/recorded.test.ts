import { expect, test } from 'vitest';
import { isRecorded, subjectOf } from './recorded.ts';

test.each([
  [['git', 'push'], 'POST', true],
  [['members', 'set'], 'PUT', true],
  [['auth', 'login'], 'POST', true],
  [['git', 'status'], 'GET', false],
  [['files', 'write'], 'PUT', false],
  [['search'], 'POST', false],
  [['github', 'askDevice'], 'POST', false],
  [['things', 'save'], 'PUT', true],
  [['things', 'preview'], 'POST', false],
  [['x'], undefined, false],
])('%j by %s is recorded: %s', (path, method, recorded) => {
  expect(isRecorded(path, method)).toBe(recorded);
});

test.each([
  [{ id: 'abc', login: 'grace', role: 'write' }, 'grace · write'],
  [{ sessionId: 'x', branch: 'feature/x', create: true }, 'feature/x'],
  [{ origin: 'https://github.com', username: 'ada', token: 'secret' }, 'https://github.com'],
  [{ token: 'secret' }, null],
  [{ name: 'x'.repeat(500) }, 'x'.repeat(200)],
  [{ name: ['x'], branch: 7 }, null],
  [undefined, null],
  [{ url: 'https://ada:s3cret@git.example/a.git' }, 'https://…@git.example/a.git'],
])('the subject of %j', (input, subject) => {
  expect(subjectOf(input)).toBe(subject);
});
