/** Clients that are hostile, or pages of other sites in the browser of somebody who is logged in. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Attack, playAll } from './support/attack.ts';
import { type Ground, openGround, type Target } from './support/ground.ts';
import { exchange, openSilent, requestOf, statusOf } from './support/raw-http.ts';

let ground: Ground;
let target: Target;
/** Of a person who is logged in: what the browser sends along whatever page asks. */
let cookie: string;

beforeAll(async () => {
  ground = await openGround();
  target = await ground.target({ 'README.md': 'secret of the repository\n' });
  const login = await fetch(ground.craftastic.loginUrl, { redirect: 'manual' });
  cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  await writeFile(join(ground.outside, 'secret'), 'secret of the host\n');
}, 240_000);
afterAll(() => ground?.[Symbol.asyncDispose](), 120_000);

const here = () => `127.0.0.1:${ground.craftastic.port}`;

/** A request with the person's cookie, as a browser would send it for a page of `origin`. */
const asBrowser = (line: string, headers: Record<string, string>, body = '') =>
  exchange(
    ground.craftastic.port,
    requestOf(
      `${line} HTTP/1.1`,
      ...Object.entries({
        Host: here(),
        Cookie: cookie,
        'Content-Length': String(Buffer.byteLength(body)),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}`),
    ) + body,
  );

/** Won where a Thing of the person came to be, or was told. */
const won = (answer: string) => (statusOf(answer) < 300 && statusOf(answer) > 0 ? answer.slice(0, 200) : null);

async function madeBy(ask: () => Promise<string>): Promise<string | null> {
  const before = (await ground.client.environments.list()).length;
  const answer = await ask();
  const after = (await ground.client.environments.list()).length;
  return after > before ? `an environment: ${answer.slice(0, 100)}` : won(answer);
}

const ORIGINS = [
  'http://evil.example',
  'https://evil.example',
  'null',
  'http://127.0.0.1:1',
  'http://127.0.0.1',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'file://',
  '',
];

const crossSite: Attack<Ground>[] = [
  ...ORIGINS.map((origin) => ({
    name: `a form of a page at “${origin}”`,
    wins: 'an environment in somebody’s name',
    play: () =>
      madeBy(() =>
        asBrowser('POST /api/environments', { Origin: origin, 'Content-Type': 'application/json' }, '{"name":"mine"}'),
      ),
  })),
  ...ORIGINS.map((origin) => ({
    name: `a socket of a page at “${origin}”`,
    wins: 'the terminal and the events of whoever looks at it',
    play: async () => {
      const upgrade = {
        Origin: origin,
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      };
      const { id } = await ground.client.terminals.create({ sessionId: target.sessionId });
      const answers = await Promise.all(
        ['/api/events/socket', `/api/terminals/${id}/socket?sessionId=${target.sessionId}`].map((path) =>
          asBrowser(`GET ${path}`, upgrade),
        ),
      );
      await ground.client.terminals.remove({ sessionId: target.sessionId, id });
      return answers.find((answer) => statusOf(answer) === 101) ?? null;
    },
  })),
  {
    name: 'a form without an Origin, as text',
    wins: 'an environment in somebody’s name',
    play: () =>
      madeBy(() =>
        asBrowser(
          'POST /api/environments',
          { 'Content-Type': 'text/plain', 'Sec-Fetch-Site': 'cross-site' },
          '{"name":"mine"}',
        ),
      ),
  },
];

const hosts: Attack<Ground>[] = [
  'evil.example',
  'evil.example:PORT',
  '127.0.0.1.evil.example:PORT',
  '127.0.0.1:PORT.evil.example',
  '127.0.0.1:PORT@evil.example',
  '127.0.0.1:PORT, evil.example',
  '127.0.0.1:PORT#.evil.example',
  'localhost.evil.example:PORT',
  '[::1].evil.example',
  '0x7f000001.evil.example',
].map((host) => ({
  name: `a name that is rebound to this machine, “${host}”`,
  wins: 'all that the person may read',
  play: async () =>
    won(await asBrowser('GET /api/environments', { Host: host.replace('PORT', String(ground.craftastic.port)) })),
}));

const rebound: Attack<Ground>[] = [
  ...hosts,
  {
    name: 'two Host headers',
    wins: 'a request that is judged by the one and served by the other',
    play: async () =>
      won(
        await exchange(
          ground.craftastic.port,
          requestOf('GET /api/environments HTTP/1.1', `Host: ${here()}`, 'Host: evil.example', `Cookie: ${cookie}`),
        ),
      ),
  },
  {
    name: 'an address in the request’s line beside another Host',
    wins: 'a request that is judged by the one and served by the other',
    play: async () => won(await asBrowser('GET http://evil.example/api/environments', { Host: 'evil.example' })),
  },
];

/** Won where the server no longer answers others. */
const stillAnswers = async () => {
  const answer = await fetch(`${ground.craftastic.url}/api/health`, { signal: AbortSignal.timeout(10_000) }).catch(
    String,
  );
  return typeof answer !== 'string' && answer.ok ? null : `the server is gone: ${answer}`;
};

const floods: Attack<Ground>[] = [
  {
    name: 'a header of a megabyte',
    wins: 'memory, or the server',
    play: async () => {
      const answer = await asBrowser('GET /api/health', { 'X-Fill': 'x'.repeat(1024 * 1024) });
      return won(answer) ?? stillAnswers();
    },
  },
  {
    name: 'ten thousand headers',
    wins: 'memory, or the server',
    play: async () => {
      const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`X-${at}`, 'x']));
      return won(await asBrowser('GET /api/health', many)) ?? stillAnswers();
    },
  },
  {
    name: 'an address of a megabyte',
    wins: 'memory, or the server',
    play: async () => won(await asBrowser(`GET /api/${'x'.repeat(1024 * 1024)}`, {})) ?? stillAnswers(),
  },
  {
    name: 'five hundred clients that never end their headers',
    wins: 'every place in the queue',
    play: async () => {
      using _ = await openSilent(ground.craftastic.port, 500, `GET / HTTP/1.1\r\nHost: ${here()}\r\nX-Slow: `);
      return stillAnswers();
    },
  },
  {
    name: 'two hundred clients that never end their body',
    wins: 'every place in the queue',
    play: async () => {
      const head = requestOf(
        'POST /api/login HTTP/1.1',
        `Host: ${here()}`,
        'Content-Type: application/json',
        'Content-Length: 1000',
      );
      using _ = await openSilent(ground.craftastic.port, 200, `${head}{`);
      return stillAnswers();
    },
  },
  {
    name: 'a login of 200 MB, from nobody',
    wins: 'memory',
    play: async () => {
      const length = 200 * 1024 * 1024;
      const head = requestOf(
        'POST /api/login HTTP/1.1',
        `Host: ${here()}`,
        'Content-Type: application/json',
        `Content-Length: ${length}`,
      );
      const answer = await exchange(
        ground.craftastic.port,
        Buffer.concat([Buffer.from(`${head}{"token":"`), Buffer.alloc(length - 12, 'x'), Buffer.from('"}')]),
      );
      // 400 or 401 would mean that it was read to its end.
      return statusOf(answer) === 413 || answer === '' ? stillAnswers() : answer.slice(0, 200);
    },
  },
  {
    name: 'a request within a request, by two lengths',
    wins: 'a second request in the name of whoever comes next on the line',
    play: async () => {
      const smuggled = requestOf('GET /api/environments HTTP/1.1', `Host: ${here()}`);
      const answer = await asBrowser(
        'POST /api/logout',
        { Cookie: '', 'Transfer-Encoding': 'chunked', 'Content-Length': '4' },
        `0\r\n\r\n${smuggled}`,
      );
      return statusOf(answer) === 400 ? null : answer.slice(0, 200);
    },
  },
];

/** Answers that have what lies outside of what was asked for. */
const leaks = /secret of the host|"name": "craftastic"|root:x:0|\[core\]|BEGIN .*KEY/;
const leaked = async (path: string, init: RequestInit = {}) => {
  const lines = [
    `${init.method ?? 'GET'} ${path} HTTP/1.1`,
    `Host: ${here()}`,
    `Authorization: Bearer ${ground.craftastic.token}`,
  ];
  const text = await new Promise<string>((resolve) => {
    exchange(ground.craftastic.port, requestOf(...lines, 'Connection: close')).then(resolve);
  });
  return leaks.test(text) ? `${path}: ${text.slice(0, 200)}` : null;
};

const OUTSIDE = [
  '../../../../../../etc/passwd',
  '..%2f..%2f..%2f..%2f..%2fetc/passwd',
  '/etc/passwd',
  '.git/config',
  '.GIT/config',
  'x/../.git/config',
  '.git%00/config',
];

const traversal: Attack<Ground>[] = [
  ...['/assets/', '/', '/api/', '/git/'].flatMap((base) =>
    [
      '../../../package.json',
      '..%2f..%2f..%2fpackage.json',
      '%2e%2e/%2e%2e/package.json',
      '..%5c..%5cpackage.json',
      '....//....//package.json',
      '%00/../package.json',
    ].map((path) => ({
      name: `${base}${path}`,
      wins: 'a file of the server',
      play: () => leaked(`${base}${path}`),
    })),
  ),
  ...OUTSIDE.map((path) => ({
    name: `a download of ${path}`,
    wins: 'a file that is not the repository’s',
    play: () => leaked(`/api/files/download?sessionId=${target.sessionId}&path=${path}`),
  })),
  ...OUTSIDE.map((path) => ({
    name: `an upload to ${path}`,
    wins: 'a hook, or a file outside of the repository',
    play: async () => {
      const response = await fetch(
        `${ground.craftastic.url}/api/files/upload?sessionId=${target.sessionId}&path=${path}&overwrite=true`,
        { method: 'PUT', body: 'planted', headers: { authorization: `Bearer ${ground.craftastic.token}` } },
      );
      return response.ok ? `${response.status} ${await response.text()}` : null;
    },
  })),
  ...['../x', '..%2fx', `${'a'.repeat(12)}/../${'b'.repeat(12)}`, '%00', 'postgres'].map((id) => ({
    name: `a session called ${id}`,
    wins: 'the socket of another sandbox',
    play: () => leaked(`/api/files/download?sessionId=${id}&path=README.md`),
  })),
  ...[
    'config',
    'objects/info/packs',
    'HEAD',
    'info/refs',
    'info/refs?service=git-upload-archive',
    '../../x.git/HEAD',
  ].map((path) => ({
    name: `the old protocol of git at ${path}`,
    wins: 'files of a repository past its rules',
    play: () => leaked(`/git/own-1.git/${path}`),
  })),
];

/** What whoever opens the page has: every file of it, before any login. */
const bundle: Attack<Ground>[] = [
  {
    name: 'reading all that the page is made of',
    wins: 'a token, a path of the machine, or a setting of the server',
    play: async () => {
      const root = join(import.meta.dirname, '../../apps/web/dist');
      const hints = [
        ground.craftastic.token,
        ground.craftastic.data,
        join(import.meta.dirname, '../..'),
        'PRIVATE KEY-----',
        'postgres://',
      ];
      for (const name of await readdir(root, { recursive: true })) {
        if (!/\.(?:js|css|html|map|json)$/.test(name)) continue;
        const text = await readFile(join(root, name), 'utf8');
        const found =
          hints.find((hint) => text.includes(hint)) ?? /process\.env\.[A-Z_]*(?:TOKEN|SECRET|KEY|URL)/.exec(text)?.[0];
        if (found !== undefined) return `${name} has ${found}`;
      }
      return null;
    },
  },
];

playAll('the page itself', () => ground, bundle);
playAll('pages of other sites', () => ground, crossSite);
playAll('names that are not ours', () => ground, rebound);
playAll('too much of everything', () => ground, floods);
playAll('paths that lead out', () => ground, traversal);
