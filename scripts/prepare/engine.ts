import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { unfitness } from '@craftastic/runtime/engine-fitness';
import Docker from 'dockerode';
import { canInstall, installPackages } from './debian.ts';

const LOG = 'dockerd.log';
const START_LIMIT_MS = 60_000;

/** An engine that answers, or why there is none. Disposing stops the one that was started here, and no other. */
export interface Engine extends AsyncDisposable {
  missing: string | null;
}

export async function prepareEngine(results: string): Promise<Engine> {
  const docker = new Docker();
  const answering = await fitness(docker);
  if (answering !== null) return { missing: answering.unfit, [Symbol.asyncDispose]: async () => {} };
  const none = (missing: string): Engine => ({ missing, [Symbol.asyncDispose]: async () => {} });
  if (!canInstall())
    return none('no Docker Engine answers; install and start one (https://docs.docker.com/engine/install)');
  if (!existsSync('/usr/sbin/dockerd') && !existsSync('/usr/bin/dockerd')) {
    const fault = installPackages('docker.io', 'iptables');
    if (fault !== null) return none(fault);
  }
  console.log('Starting dockerd …');
  const daemon = startDaemon(results);
  const stop = () => stopDaemon(daemon);
  const deadline = performance.now() + START_LIMIT_MS;
  while (daemon.exitCode === null && performance.now() < deadline) {
    const state = await fitness(docker);
    if (state !== null) return { missing: state.unfit, [Symbol.asyncDispose]: stop };
    await delay(100);
  }
  await stop();
  const log = readFileSync(join(results, LOG), 'utf8').trim().split('\n').slice(-5).join('\n');
  return none(`dockerd did not start:\n${log}`);
}

/** Null where no engine answers. */
async function fitness(docker: Docker): Promise<{ unfit: string | null } | null> {
  try {
    const info = await docker.info();
    const why = unfitness({
      platform: process.platform,
      architecture: process.arch,
      host: process.env.DOCKER_HOST || undefined,
      info,
    });
    return { unfit: why === null ? null : `the Docker Engine here can’t be used: ${why}` };
  } catch {
    return null;
  }
}

/** In a session of its own: Ctrl-C at the tests must not end it before the tests have taken their containers away. */
function startDaemon(results: string): ChildProcess {
  mkdirSync(results, { recursive: true });
  const log = openSync(join(results, LOG), 'w');
  return spawn('dockerd', [], { stdio: ['ignore', log, log], detached: true });
}

async function stopDaemon(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const gone = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await gone;
}
