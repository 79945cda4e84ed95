import { expect, test } from 'vitest';
import { fileHeaders } from './file-headers.ts';
import { type Asked, planAnswer } from './plan-answer.ts';

const TAG = '"abc"';

test.each<[string, Asked, number, number, object | string]>([
  ['all of it', { method: 'GET' }, 10, 200, 'whole'],
  ['a part', { method: 'GET', range: 'bytes=2-4' }, 10, 206, { start: 2, end: 4 }],
  ['the end', { method: 'GET', range: 'bytes=-3' }, 10, 206, { start: 7, end: 9 }],
  ['a part of what has not changed', { method: 'GET', range: 'bytes=2-', ifRange: TAG }, 10, 206, { start: 2, end: 9 }],
  ['a part of what was another one', { method: 'GET', range: 'bytes=2-', ifRange: '"def"' }, 10, 200, 'whole'],
  ['a part by a weak tag', { method: 'GET', range: 'bytes=2-', ifRange: 'W/"abc"' }, 10, 200, 'whole'],
  [
    'a part by a date',
    { method: 'GET', range: 'bytes=2-', ifRange: 'Wed, 21 Oct 2015 07:28:00 GMT' },
    10,
    200,
    'whole',
  ],
  ['beyond its end', { method: 'GET', range: 'bytes=10-' }, 10, 416, 'none'],
  ['a part of nothing', { method: 'GET', range: 'bytes=0-' }, 0, 416, 'none'],
  ['several parts', { method: 'GET', range: 'bytes=0-1,3-4' }, 10, 200, 'whole'],
  ['its head', { method: 'HEAD', range: 'bytes=2-4' }, 10, 200, 'none'],
  ['what is known', { method: 'GET', ifNoneMatch: `"x", W/${TAG}` }, 10, 304, 'none'],
  ['what is known, in part', { method: 'GET', range: 'bytes=2-4', ifNoneMatch: '*' }, 10, 304, 'none'],
  ['what is not known', { method: 'GET', ifNoneMatch: '"abcd", abc' }, 10, 200, 'whole'],
])('%s', (_name, asked, size, status, body) => {
  const answer = planAnswer(asked, 'abc', size);
  expect(answer).toMatchObject({ status, body, headers: { etag: TAG, 'accept-ranges': 'bytes' } });
  if (answer.status === 206 && typeof body === 'object') {
    expect(answer.length).toBe(answer.body.end - answer.body.start + 1);
    expect(answer.headers['content-range']).toMatch(/^bytes \d+-9?\d*\/10$/);
  }
  if (status === 416) expect(answer.headers['content-range']).toBe(`bytes */${size}`);
});

test.each([
  ['a/b/plan.PNG', 'image/png', "inline; filename*=UTF-8''plan.PNG"],
  ['film.mp4', 'video/mp4', "inline; filename*=UTF-8''film.mp4"],
  ['evil.html', 'application/octet-stream', "attachment; filename*=UTF-8''evil.html"],
  ['x.constructor', 'application/octet-stream', "attachment; filename*=UTF-8''x.constructor"],
  [`"; a'(b)*\r\n.js`, 'application/octet-stream', "attachment; filename*=UTF-8''%22%3B%20a%27%28b%29%2A%0D%0A.js"],
  ['\ud800.bin', 'application/octet-stream', "attachment; filename*=UTF-8''%EF%BF%BD.bin"],
])('the headers of %j', (path, type, disposition) => {
  expect(fileHeaders(path)).toMatchObject({
    'content-type': type,
    'content-disposition': disposition,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^default-src 'none';.* sandbox$/),
  });
});
