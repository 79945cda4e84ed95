import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, NotHere } from '../support/bench.ts';
import { run, timeToPrompt } from '../support/command.ts';
import type { Figure } from '../support/figure.ts';
import { inTurn, timed } from '../support/samples.ts';
import { dockerImage, type Installation, install, manyFiles, openSession, type Runtime } from '../support/server.ts';
import { PROMPT, TerminalSocket } from '../support/terminal-socket.ts';

const FILES = 1000;
const TURNS = 7;
const AIM_SECONDS: Record<Runtime, number> = { docker: 1.0, local: 0.4 };

export const sessionStart: Bench = {
  title: `from “create a session” to its first prompt, on ${FILES} files`,
  notes: [
    'Over the public API and the terminal’s WebSocket: create, wait for “running”, open a terminal, see its prompt.',
    'The repository is cloned and its sandbox runs, as after the first session; the first start of all is not counted.',
    'Beside it, by hand: git clone over the same HTTP server, then a shell in a container of the same image, or here.',
  ],
  async run(stack) {
    const figures: Figure[] = [];
    for (const runtime of ['local', 'docker'] as const) {
      try {
        figures.push(...(await measure(stack, runtime)));
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        console.log(`${runtime} is left out: ${error.message}`);
      }
    }
    return figures;
  },
};

async function measure(stack: AsyncDisposableStack, runtime: Runtime): Promise<Figure[]> {
  const image = runtime === 'docker' ? await dockerImage() : null;
  const installation = await install(stack, runtime, manyFiles(FILES));
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));

  const running: number[] = [];
  const [samples, byHand] = await inTurn(
    TURNS,
    async (turn) => {
      const { total, session } = await toPrompt(stack, installation, `turn-${turn}`);
      if (turn > 0) running.push(session / 1000);
      return total / 1000;
    },
    async (turn) => {
      const clone = join(directory, `clone-${turn}`);
      const cloned = await timed(() => run('git', ['clone', '--quiet', installation.host.urlOf('work'), clone]));
      const shell = image
        ? `docker run --rm -it -v ${clone}:/workspace -w /workspace --entrypoint bash ${image}`
        : 'bash';
      return (cloned + (await timeToPrompt(shell, clone))) / 1000;
    },
  );
  const name = image ? 'git clone + docker run' : 'git clone + bash';
  return [
    {
      what: `${runtime}: first prompt`,
      unit: 's',
      samples,
      peer: { name, samples: byHand },
      aim: { of: 'figure', is: 'at most', bound: AIM_SECONDS[runtime] },
    },
    { what: `${runtime}: of that, until “running”`, unit: 's', samples: running },
  ];
}

async function toPrompt(stack: AsyncDisposableStack, installation: Installation, branch: string) {
  const { craftastic, client } = installation;
  const begin = performance.now();
  const { id: sessionId } = await openSession(installation, branch);
  const session = performance.now() - begin;
  const { id } = await client.terminals.create({ sessionId });
  const socket = await TerminalSocket.open(stack, craftastic, sessionId, id);
  await socket.seen(PROMPT);
  const total = performance.now() - begin;
  // Many sessions are another figure than one.
  await client.sessions.remove({ id: sessionId, force: true });
  return { total, session };
}
