import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { startSupervisor, type TestSupervisor } from '../../test/start-supervisor.ts';
import { commandOf, markOf } from './owners.ts';
import { parseProcNet } from './parse-proc-net.ts';
import { PortWatch } from './port-watch.ts';
import { addressesOf, type Held, isOfSession, presentPorts } from './present-ports.ts';

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const line = (local: string, state: string, inode: number) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100 0 0 10 0`;

describe('/proc/net/tcp', () => {
  it.each([
    ['0100007F:1F90', { port: 8080, address: '127.0.0.1', family: 'ipv4' }],
    ['00000000:0050', { port: 80, address: '0.0.0.0', family: 'ipv4' }],
    ['0B00007F:A1B2', { port: 41_394, address: '127.0.0.11', family: 'ipv4' }],
    ['00000000000000000000000001000000:1F91', { port: 8081, address: '::1', family: 'ipv6' }],
    ['00000000000000000000000000000000:FFFF', { port: 65_535, address: '::', family: 'ipv6' }],
    ['0000000000000000FFFF00000100007F:1F90', { port: 8080, address: '127.0.0.1', family: 'ipv4' }],
    [
      'B80D01200000000067452301EFCDAB89:1F90',
      { port: 8080, address: '2001:db8:0:0:123:4567:89ab:cdef', family: 'ipv6' },
    ],
  ])('%s', (local, expected) => {
    expect(parseProcNet(HEAD + line(local, '0A', 7))).toEqual([{ ...expected, inode: 7 }]);
  });

  it.each(['', HEAD, HEAD + line('0100007F:1F90', '01', 1), `${HEAD}nonsense\n\n`, `${HEAD}${line('01:02', '0A', 1)}`])(
    'nothing in %j',
    (text) => expect(parseProcNet(text)).toEqual([]),
  );
});

const held = (address: string, owner: Partial<Held['owner']> | null = null, port = 3000): Held => ({
  port,
  address,
  family: address.includes(':') ? 'ipv6' : 'ipv4',
  inode: 1,
  owner: owner && { pid: 20, session: 10, command: 'node', mark: null, ...owner },
});

describe('whose a socket is', () => {
  const box = { pid: 1, isolated: true, mark: null };
  const local = { pid: 1, isolated: false, mark: 'own' };
  it.each([
    ['in a container, any', held('127.0.0.1'), box, true],
    ['in a container, ours', held('127.0.0.1', { pid: 1 }), box, false],
    ['in a container, Docker’s resolver', held('127.0.0.11'), box, false],
    ['without one, of a process of the session', held('::', { mark: 'own' }), local, true],
    ['without one, of another session', held('::', { mark: 'another' }), local, false],
    ['without one, of who knows', held('::'), local, false],
    ['without one, of a process of nobody', held('::', { mark: null }), { ...local, mark: null }, false],
    ['without one, ours', held('::', { pid: 1, mark: 'own' }), local, false],
  ])('%s', (_name, socket, own, expected) => expect(isOfSession(socket, own)).toBe(expected));
});

it('says where a machine has no /proc that ports can’t be told', async () => {
  const options = { isolated: false, mark: 'own', terminalOf: () => null, onChange: () => {} };
  const blind = new PortWatch({ ...options, procDirectory: '/nowhere' });
  expect([await blind.canSee(), await blind.look()]).toEqual([false, []]);
  blind.close();
});

describe('ports', () => {
  it('are shown one a number, with the terminal they were started in', () => {
    const sockets = [held('::1', { session: 10 }, 5173), held('0.0.0.0', null, 80), held('127.0.0.1', null, 5173)];
    expect(presentPorts(sockets, (session) => (session === 10 ? 'terminal' : null))).toEqual([
      { port: 80, address: 'any', family: 'ipv4', command: null, terminalId: null },
      { port: 5173, address: 'loopback', family: 'both', command: 'node', terminalId: 'terminal' },
    ]);
  });

  it('are dialled at 127.0.0.1 first', () => {
    expect(addressesOf([held('10.0.0.5'), held('::'), held('0.0.0.0')], [])).toEqual(['127.0.0.1', '::1', '10.0.0.5']);
  });

  it.each([
    ['::', [], ['127.0.0.1', '::1']],
    ['::', ['127.0.0.1'], ['::1']],
    ['::', ['0.0.0.0'], ['::1']],
    ['::', ['10.0.0.5'], ['127.0.0.1', '::1']],
    ['127.0.0.1', ['::'], ['127.0.0.1']],
    ['::1', ['127.0.0.1'], ['::1']],
  ])('of %s are never dialled at what somebody else has there: %j', (own, others, expected) => {
    expect(
      addressesOf(
        [held(own)],
        others.map((address) => held(address)),
      ),
    ).toEqual(expected);
  });
});

describe('a process', () => {
  it('is told by its command line, on one line and not too long', () => {
    expect(commandOf('node\0serve.js\0--port\x00 5\n\u001b[31m\0')).toBe('node serve.js --port  5 [31m');
    expect(commandOf('x'.repeat(1000))).toHaveLength(200);
  });

  it('is told by its mark', () => {
    expect(markOf('A=1\0CRAFTASTIC_SANDBOX=abc\0B=2\0')).toBe('abc');
    expect(markOf('NOT_CRAFTASTIC_SANDBOX=abc\0')).toBeNull();
  });
});

/** A program in a terminal of the session that serves its argument on a port of its own choice, and says which. */
async function serve({ client, sessionId, workspace }: TestSupervisor, host: string): Promise<number> {
  const script = `const s = require('node:http').createServer((q, r) => r.end('hello'));
    s.listen(0, '${host}', () => require('node:fs').writeFileSync('port', s.address().port + '\\n'));`;
  const directory = await mkdtemp(`${workspace}/serve-`);
  await writeFile(`${directory}/serve.cjs`, script);
  await client.terminals.create({ sessionId, command: `cd '${directory}' && '${process.execPath}' serve.cjs` });
  return vi.waitFor(
    async () => {
      const [, port] = /^(\d+)\n$/.exec(await readFile(`${directory}/port`, 'utf8')) ?? [];
      // It is there before anything is in it.
      if (port === undefined) throw new Error('The port is not written yet');
      return Number(port);
    },
    { timeout: 30_000 },
  );
}

/** What a tunnel to a port answers first. */
function tunnel({ socketPath }: TestSupervisor, path: string, then = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (then !== '' && text.includes(' 101 ')) {
        socket.write(then);
        then = '';
      }
    });
    socket.once('close', () => resolve(text)).once('error', reject);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n`);
  });
}

const GET = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

describe('a session', { timeout: 60_000 }, () => {
  it.each(['127.0.0.1', '::1'])('tells of a program that listens on %s, and leads to it', async (host) => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    const port = await serve(supervisor, host);
    const events = await client.events();
    for await (const event of events) {
      if (event.type === 'ports' && event.ports.some((found) => found.port === port)) break;
    }
    const { ports } = await client.ports.list({ sessionId });
    const [terminal] = await client.terminals.list({ sessionId });
    expect(ports).toEqual([
      {
        port,
        address: 'loopback',
        family: host === '::1' ? 'ipv6' : 'ipv4',
        command: expect.stringContaining('serve.cjs'),
        terminalId: terminal?.id,
      },
    ]);
    expect(await tunnel(supervisor, `/ports/${port}/tunnel`, GET)).toMatch(/ 101 .* 200 OK.*hello/s);
  });

  it('tells whoever waits for a port when it opens and closes', async () => {
    await using supervisor = await startSupervisor();
    const { client, sessionId } = supervisor;
    const port = await serve(supervisor, '127.0.0.1');
    const told = await client.ports.watch({ sessionId, port });
    expect((await told.next()).value).toEqual({ listening: true });
    const [terminal] = await client.terminals.list({ sessionId });
    await client.terminals.remove({ sessionId, id: terminal?.id ?? '' });
    expect((await told.next()).value).toEqual({ listening: false });
    await told.return?.();
  });

  it('neither shows nor leads to a port of the machine that is not its own', async () => {
    await using supervisor = await startSupervisor();
    const stranger = createServer((_request, response) => response.end('canary'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    try {
      const address = stranger.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
      expect(await supervisor.client.ports.list({ sessionId: supervisor.sessionId })).toEqual({
        ports: [],
        seen: true,
      });
      const answer = await tunnel(supervisor, `/ports/${address.port}/tunnel`, GET);
      expect(answer).toMatch(/^HTTP\/1\.1 502 /);
      expect(answer).not.toContain('canary');
    } finally {
      stranger.close();
    }
  });

  it.each(['0', '65536', '80/../81', '080x', '-1', '1e3', ''])('has no tunnel to the port %j', async (port) => {
    await using supervisor = await startSupervisor();
    expect(await tunnel(supervisor, `/ports/${port}/tunnel`)).toMatch(/^HTTP\/1\.1 404 /);
  });
});
