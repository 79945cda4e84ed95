import type { Browser } from '@playwright/test';
import Docker from 'dockerode';
import { type Bench, NotHere } from '../support/bench.ts';
import { openBrowser } from '../support/browser.ts';
import { RECORDED, startCodeServer } from '../support/code-server.ts';
import type { Figure, Peer } from '../support/figure.ts';
import { type Ide, ourIde, peerIde } from '../support/ide-page.ts';
import { parentTable, processesNaming, type Resident, residentOf } from '../support/process-memory.ts';
import { dockerImage, type Installation, install, manyFiles, openSession, type Runtime } from '../support/server.ts';

const FILES = 1000;

interface MemoryOfPeer {
  name: string;
  pss: number;
  rss: number;
  recorded: boolean;
}

export const memory: Bench = {
  title: 'resident memory of the server, its database and one session in use',
  notes: [
    'After a restart of the server, which the session outlives: a first start also loads the engine of the migrations.',
    'A window is open with a file in the editor and a shell in the terminal; the browser is not counted.',
    'Counted: API, PostgreSQL, the supervisors of repository and session, shells; with Docker the containers and their shims.',
    'PSS: memory that processes share is counted once among them; RSS: once for each. The Docker Engine itself and the kernel are not counted.',
  ],
  async run(stack) {
    if (process.platform !== 'linux') throw new NotHere('it reads /proc, which only Linux has.');
    const browser = await openBrowser(stack);
    const peer = await ofCodeServer(stack, browser);
    const figures: Figure[] = [];
    for (const runtime of ['local', 'docker'] as const) {
      try {
        if (runtime === 'docker') await dockerImage();
        figures.push(...(await ofOurs(stack, browser, runtime, peer)));
      } catch (error) {
        if (!(error instanceof NotHere)) throw error;
        console.log(`${runtime} is left out: ${error.message}`);
      }
    }
    return figures;
  },
};

async function ofCodeServer(stack: AsyncDisposableStack, browser: Browser): Promise<MemoryOfPeer> {
  const server = await startCodeServer(stack, manyFiles(FILES));
  const { memoryMegabytes } = RECORDED;
  if (!server) return { name: 'code-server', pss: memoryMegabytes, rss: memoryMegabytes, recorded: true };
  const ide = peerIde(browser, server);
  await inUse(stack, ide);
  return { name: ide.name, ...(await residentOf([server.process.pid ?? 0])), recorded: false };
}

async function ofOurs(
  stack: AsyncDisposableStack,
  browser: Browser,
  runtime: Runtime,
  peer: MemoryOfPeer,
): Promise<Figure[]> {
  const installation = await install(stack, runtime, manyFiles(FILES));
  const session = await openSession(installation, 'work');
  // A first start loads the migrations' engine too; this is how it is on every other day. The session goes on.
  await installation.craftastic.kill();
  await installation.craftastic.boot();
  await inUse(stack, await ourIde(browser, installation, session.id));
  const all = await residentOf(await rootsOf(installation));
  const figures = (['pss', 'rss'] as const).map((kind): Figure => {
    const beside: Peer = { name: peer.name, samples: [peer[kind]], recorded: peer.recorded };
    const aim = { of: 'ratio', is: 'at most', bound: 0.4 } as const;
    return {
      what: `${runtime}: all together, ${kind.toUpperCase()}`,
      unit: 'MB',
      samples: [all[kind]],
      peer: beside,
      ...(kind === 'pss' && { aim }),
    };
  });
  for (const [part, resident] of Object.entries(parts(all))) {
    figures.push({ what: `${runtime}: PSS of ${part}`, unit: 'MB', samples: [resident] });
  }
  return figures;
}

/** A window with an editor and a terminal, left open. */
async function inUse(stack: AsyncDisposableStack, ide: Ide): Promise<void> {
  const context = await ide.context();
  stack.defer(() => context.close());
  const page = await context.newPage();
  await page.goto(ide.address);
  await ide.openTerminal(page);
}

/** After a restart supervisors and PostgreSQL are no children of the server; they know its data folder by name. */
async function rootsOf({ craftastic }: Installation): Promise<number[]> {
  const { data, pid = 0 } = craftastic;
  return [pid, ...(await processesNaming(data)), ...(await shimsOf(data))];
}

/** The engine's processes around the containers that see this data folder: containerd's shims, with all below them. */
async function shimsOf(data: string): Promise<number[]> {
  const docker = new Docker();
  const parents = await parentTable();
  const shims: number[] = [];
  for (const { Id, Mounts } of await docker.listContainers().catch(() => [])) {
    if (!Mounts.some(({ Source }) => Source?.startsWith(`${data}/`))) continue;
    const { State } = await docker.getContainer(Id).inspect();
    shims.push(parents.get(State.Pid) ?? State.Pid);
  }
  return shims;
}

function parts({ processes }: Resident): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, pss } of processes) {
    const part = name.includes('apps/api/')
      ? 'the API'
      : /supervisor/.test(name) && name.includes('main.mjs')
        ? 'supervisors'
        : /postgres/.test(name)
          ? 'PostgreSQL'
          : /containerd-shim|docker-init/.test(name)
            ? 'shims of the engine'
            : 'shells and others';
    sums[part] = (sums[part] ?? 0) + pss;
  }
  return sums;
}
