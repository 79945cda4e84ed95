/** Addresses, hosts and branch names that are hostile: what somebody types, or what a git host answers. */
import { join } from 'node:path';
import { sh } from '@craftastic/git/test/repository';
import { afterAll, beforeAll } from 'vitest';
import { settled } from '../support/craftastic.ts';
import { type Attack, playAll } from './support/attack.ts';
import { type CanaryServer, startCanaryServer } from './support/canary-server.ts';
import { type Ground, gitByHand, openGround, takeCanary } from './support/ground.ts';

let ground: Ground;
let canary: CanaryServer;

beforeAll(async () => {
  // As on a server for a team: the git host of the tests, and no other.
  ground = await openGround((remote) => ({ CRAFTASTIC_GIT_HOSTS: new URL(remote.origin).host }));
  canary = await startCanaryServer('127.0.0.1');
}, 240_000);
afterAll(async () => {
  await canary?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
}, 120_000);

const fired = async () => canary.take() ?? (await takeCanary(join(ground.outside, 'won')));

/** Wait until an attempt to clone has come to its end, whichever. */
async function attempt(url: string): Promise<string | null> {
  const { client } = ground;
  const made = await client.environments.create({ url }).catch(() => null);
  let ready = false;
  if (made) {
    for await (const event of await client.live()) {
      const now = event.type === 'ready' ? await client.environments.get({ id: made.id }) : null;
      const state =
        now ?? (event.type === 'environment' && event.environment.id === made.id ? event.environment : null);
      if (!state || state.status === 'cloning') continue;
      ready = state.status === 'ready';
      break;
    }
    await client.environments.remove({ id: made.id, force: true });
  }
  return (await fired()) ?? (ready ? `it was cloned: ${url}` : null);
}

/** `OUT` a folder of this machine, `PORT` the canary’s, `HOST` the one host that is allowed. */
const URLS = [
  'ext::sh -c "touch OUT/won"',
  'ext::touch% OUT/won',
  'file:///etc',
  'file://OUT',
  'OUT',
  '../../etc',
  '--upload-pack=touch OUT/won',
  '-u touch OUT/won',
  '-oProxyCommand=touch OUT/won',
  'ssh://-oProxyCommand=touch%20OUT/won/x',
  'git@-oProxyCommand=touch OUT/won:x/y',
  'git://127.0.0.1:PORT/x/y',
  'ftp://127.0.0.1:PORT/x/y',
  'http://127.0.0.1:PORT/x/y',
  'http://localhost:PORT/x/y',
  'http://127.1:PORT/x/y',
  'http://0x7f000001:PORT/x/y',
  'http://2130706433:PORT/x/y',
  'http://[::ffff:127.0.0.1]:PORT/x/y',
  'http://HOST@127.0.0.1:PORT/x/y',
  'http://127.0.0.1:PORT#HOST/x/y',
  'http://127.0.0.1:PORT\\@HOST/x/y',
  'http://HOST%0d%0aHost:%20127.0.0.1:PORT/x/y',
  'http://HOST%0d@127.0.0.1:PORT/x/y',
  'http://HOST%00.evil.example/x/y',
  'http://HOST/x/y\r\nHost: 127.0.0.1:PORT',
  'http://HOST/../../x y',
  'https://169.254.169.254/latest/meta-data',
  'https://HOST.evil.example/x/y',
];

const filled = (text: string) =>
  text
    .replaceAll('OUT', ground.outside)
    .replaceAll('PORT', String(canary.port))
    .replaceAll('HOST', new URL(ground.remote.origin).host);

const addresses: Attack<Ground>[] = URLS.map((url) => ({
  name: url.replaceAll('\r\n', '␍␊'),
  wins: 'a command, a file, or a request from inside the network',
  play: () => attempt(filled(url)),
}));

const redirects: Attack<Ground>[] = [
  ['another host', () => `http://127.0.0.1:${canary.port}/x.git/info/refs?service=git-upload-pack`],
  ['the same host by another name', () => ground.remote.origin.replace('127.0.0.1', 'localhost')],
  ['another host, with a name in it', () => `http://${new URL(ground.remote.origin).host}@127.0.0.1:${canary.port}/x`],
  ['a file', () => 'file:///etc/passwd'],
  ['a command', () => `ext::touch ${ground.outside}/won`],
].map(([where, location]) => ({
  name: `a host that redirects to ${where}`,
  wins: 'the token, or a request from inside the network',
  play: async () => {
    const { url } = await ground.remote.createRepository('redirected', { 'a.txt': 'a\n' });
    ground.remote.redirect(() => (location as () => string)());
    try {
      return await attempt(url);
    } finally {
      ground.remote.redirect(null);
    }
  },
  ...(where === 'another host' && {
    control: async () => {
      const { url, directory } = await ground.remote.createRepository('by-hand', { 'a.txt': 'a\n' });
      ground.remote.redirect(() => `http://127.0.0.1:${canary.port}/x.git/info/refs?service=git-upload-pack`);
      await gitByHand(directory, ['ls-remote', url.replace('//', '//dev:x@')], ground.outside);
      ground.remote.redirect(null);
      return fired();
    },
  }),
}));

const NAMES = [
  `--upload-pack=touch${'$'}{IFS}OUT/won`,
  '--exec=touch OUT/won',
  '-c core.fsmonitor=OUT/x',
  '../../../../../etc/x',
  'a/../../b',
  'refs/heads/../../x',
  '@{-1}',
  'HEAD',
  'a..b',
  'a\nb',
  'a\u0000b',
  '$(touch OUT/won)',
  '`touch OUT/won`',
  ';touch OUT/won;',
  '.lock',
  'x.lock',
  '-',
];

const names: Attack<Ground>[] = [
  ...NAMES.map((name) => ({
    name: `a branch called ${JSON.stringify(name)}`,
    wins: 'an option of git, a path, or a command',
    play: async () => {
      const target = await ground.target();
      const { environmentId, sessionId } = target;
      const branch = name.replaceAll('OUT', ground.outside);
      await ground.client.sessions
        .create({ environmentId, branch, base: 'main' })
        .then(({ id }) => settled(ground.client, id))
        .catch(() => {});
      for (const call of [
        () => ground.client.git.switch({ sessionId, branch, create: true }),
        () => ground.client.git.switch({ sessionId, branch }),
        () => ground.client.git.merge({ sessionId, branch }),
        () => ground.client.git.switch({ sessionId, branch: 'safe', create: true, base: branch }),
      ]) {
        await call().catch(() => {});
      }
      const won = (await fired()) ?? (await takeCanary(join(target.root, 'won')));
      await target.remove();
      return won;
    },
  })),
  {
    name: 'branches with such names on the host itself',
    wins: 'an option of git, a path, or a command',
    play: async () => {
      const target = await ground.target();
      const directory = ground.remote.directoryOf(new URL(target.url).pathname.slice(1).replace(/\.git$/, ''));
      const head = await sh(directory, 'rev-parse', 'main');
      const hostile = ['--upload-pack=touch', '-x', `$(touch;${'won'})`, '--output=won'];
      for (const name of hostile) await sh(directory, 'update-ref', `refs/heads/${name}`, head);
      const { environmentId } = target;
      await ground.client.environments.fetch({ id: environmentId }).catch(() => {});
      const branches = await ground.client.environments.branches({ id: environmentId }).catch(() => []);
      for (const { name } of branches) {
        await ground.client.sessions
          .create({ environmentId, branch: name })
          .then(({ id }) => settled(ground.client, id))
          .catch(() => {});
      }
      const won = (await fired()) ?? (await takeCanary(join(target.root, 'won')));
      await target.remove();
      return won;
    },
  },
];

playAll('addresses of repositories', () => ground, addresses);
playAll('hosts that redirect', () => ground, redirects);
playAll('names of branches', () => ground, names);
