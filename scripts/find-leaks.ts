import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LABEL } from '@craftastic/runtime/labels';
import Docker from 'dockerode';

/** Ending takes its time: a browser that was closed by the last test may still be at it. */
const PATIENCE_MS = 5000;

/**
 * What the suites left behind: processes that have the suites’ own TMPDIR in their environment, containers and
 * networks of the installations whose name begins so. One line each.
 */
export async function findLeaks(temporary: string, engine: boolean, installation = 'test'): Promise<string[]> {
  const deadline = performance.now() + PATIENCE_MS;
  let found = await look(temporary, engine, installation);
  while (found.length > 0 && performance.now() < deadline) {
    await delay(100);
    found = await look(temporary, engine, installation);
  }
  return found;
}

async function look(temporary: string, engine: boolean, installation: string): Promise<string[]> {
  return [...(await processes(temporary)), ...(engine ? await containers(installation) : [])];
}

async function processes(temporary: string): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const environment = (await read('environ')).split('\0');
    if (!environment.includes(`TMPDIR=${temporary}`)) continue;
    found.push(`process ${pid}: ${(await read('cmdline')).replaceAll('\0', ' ').slice(0, 200)}`);
  }
  return found;
}

/** Servers under test name their installation `test…`; the ones that people run here are let alone. */
async function containers(installation: string): Promise<string[]> {
  const docker = new Docker();
  const filters = { label: [LABEL.installation] };
  const isTest = (labels: Record<string, string> | undefined) => labels?.[LABEL.installation]?.startsWith(installation);
  const [all, networks] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
  ]);
  return [
    ...all.filter(({ Labels }) => isTest(Labels)).map(({ Names, State }) => `container ${Names[0]} (${State})`),
    ...networks.filter(({ Labels }) => isTest(Labels)).map(({ Name }) => `network ${Name}`),
  ];
}
