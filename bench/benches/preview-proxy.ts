import { Agent, get, type IncomingMessage } from 'node:http';
import type { Bench } from '../support/bench.ts';
import type { Figure } from '../support/figure.ts';
import { inTurn, quantile, repeat, timed } from '../support/samples.ts';
import { type Installation, install, openSession } from '../support/server.ts';

const TURNS = 5;
const REQUESTS = 200;
const DOWNLOAD_BYTES = 200 * 1024 * 1024;
/** As a page of a dev server asks for its modules: on the six connections that a browser has. */
const MODULES = 600;
const AT_ONCE = 6;

const PROGRAM = `
const part = Buffer.alloc(256 * 1024, 'x');
const server = require('node:http').createServer((request, response) => {
  const bytes = Number(new URL(request.url, 'http://x').searchParams.get('bytes') ?? 4096);
  response.setHeader('content-length', bytes);
  let left = bytes;
  const more = () => {
    while (left > 0) {
      const next = part.subarray(0, Math.min(left, part.length));
      left -= next.length;
      if (!response.write(next)) return response.once('drain', more);
    }
    response.end();
  };
  more();
});
server.listen(0, '127.0.0.1');
`;

/** Somewhere that the program can be asked. */
interface Way {
  /** One answer, read to its end; its bytes. */
  ask(bytes: number): Promise<number>;
}

export const previewProxy: Bench = {
  title: 'a dev server through its preview, beside the same one reached directly',
  notes: [
    'Local runtime: both ways end at one program on 127.0.0.1, and the client is the same; its connections are kept open.',
    'The way through is browser → API → supervisor → program, with the cookie looked up and headers rewritten for each request.',
  ],
  async run(stack) {
    const installation = await install(stack, 'local', { 'serve.cjs': PROGRAM });
    const session = await openSession(installation, 'work');
    const port = await start(installation, session.id);
    const direct = way(stack, { port, headers: {} });
    const preview = way(stack, await entered(installation, session.id, port));
    // Both warm: code compiled, connections open.
    await repeat(50, async () => (await direct.ask(4096)) + (await preview.ask(4096)));

    const download = (to: Way) => async () =>
      DOWNLOAD_BYTES / 1e6 / ((await timed(() => to.ask(DOWNLOAD_BYTES))) / 1000);
    const [through, straight] = await inTurn(TURNS, download(preview), download(direct));
    const [slow, fast] = await inTurn(REQUESTS, ...both(preview, direct, (to) => timed(() => to.ask(4096))));
    const added: Figure = {
      what: 'added to a small answer',
      unit: 'ms',
      samples: slow.map((ms, at) => ms - (fast[at] ?? 0)),
    };
    added.aim = { of: 'figure', is: 'at most', bound: 2 };
    const [page, pageDirect] = await inTurn(TURNS, ...both(preview, direct, modules));
    return [
      {
        what: 'one download of 200 MB',
        unit: 'MB/s',
        samples: through,
        peer: { name: 'directly', samples: straight },
        aim: { of: 'ratio', is: 'at least', bound: 0.7 },
      },
      {
        what: 'small answer, one after the other',
        unit: 'ms',
        samples: slow,
        peer: { name: 'directly', samples: fast },
      },
      added,
      {
        what: 'small answer, 95th percentile',
        unit: 'ms',
        samples: [quantile(slow, 0.95)],
        peer: { name: 'directly', samples: [quantile(fast, 0.95)] },
      },
      {
        what: `${MODULES} modules of 4 KB, six at once`,
        unit: 'ms',
        samples: page,
        peer: { name: 'directly', samples: pageDirect },
      },
    ];
  },
};

function both(
  one: Way,
  other: Way,
  measure: (way: Way) => Promise<number>,
): [() => Promise<number>, () => Promise<number>] {
  return [() => measure(one), () => measure(other)];
}

async function modules(to: Way): Promise<number> {
  let left = MODULES;
  const worker = async () => {
    while (left-- > 0) await to.ask(4096);
  };
  return timed(() => Promise.all(Array.from({ length: AT_ONCE }, worker)));
}

async function start({ client }: Installation, sessionId: string): Promise<number> {
  const command = `exec '${process.execPath}' serve.cjs`;
  const { id } = await client.terminals.create({ sessionId, command });
  for await (const event of await client.sessions.events({ id: sessionId })) {
    const found = event.type === 'ports' ? event.ports.find(({ terminalId }) => terminalId === id) : undefined;
    if (found) return found.port;
  }
  throw new Error('the server hung up');
}

interface Target {
  port: number;
  headers: Record<string, string>;
}

/** Let in to the preview of the port, as a browser is. */
async function entered({ client, craftastic }: Installation, sessionId: string, port: number): Promise<Target> {
  const { url } = await client.previews.open({ sessionId, port });
  const { host, pathname, search } = new URL(url);
  const answer = await answerTo({ port: craftastic.port, headers: { host } }, pathname + search);
  const [cookie = ''] = (answer.headers['set-cookie']?.[0] ?? '').split(';');
  answer.resume();
  return { port: craftastic.port, headers: { host, cookie } };
}

function way(stack: AsyncDisposableStack, target: Target): Way {
  const agent = stack.adopt(new Agent({ keepAlive: true }), (open) => open.destroy());
  return {
    async ask(bytes) {
      const answer = await answerTo(target, `/?bytes=${bytes}`, agent);
      if (answer.statusCode !== 200) throw new Error(`The answer was ${answer.statusCode}.`);
      let got = 0;
      for await (const chunk of answer as AsyncIterable<Buffer>) got += chunk.length;
      if (got !== bytes) throw new Error(`${got} of ${bytes} bytes came.`);
      return got;
    },
  };
}

function answerTo({ port, headers }: Target, path: string, agent?: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers, ...(agent ? { agent } : {}) };
    get(options, resolve).once('error', reject);
  });
}
