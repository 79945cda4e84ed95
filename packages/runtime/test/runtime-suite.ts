import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@craftastic/contract/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SandboxError, type SandboxRuntime, type SandboxSpec } from '../src/runtime.ts';
import { ask } from './ask.ts';

export const SUPERVISOR = join(import.meta.dirname, 'supervisor');

/** A temporary folder for run directories and worktrees, and a runtime over it. */
export interface Bench {
  runtime: SandboxRuntime;
  /** Another runtime object over the same data, as after a restart of the API. */
  again(): SandboxRuntime;
  spec(changes?: Partial<SandboxSpec> & { failWith?: string }): SandboxSpec;
  runRoot: string;
}

/** Who the sandboxes of a test run as: under Docker never root, as the server does it. */
const own = { uid: process.getuid?.() ?? 1000, gid: process.getgid?.() ?? 1000 };

export async function makeBench(make: (runRoot: string, installation: string) => SandboxRuntime) {
  const runRoot = await mkdtemp(join(tmpdir(), 'cr-'));
  const installation = `test${newId()}`;
  const runtime = make(runRoot, installation);
  const user = runtime.name === 'docker' && own.uid === 0 ? { uid: 1000, gid: 1000 } : own;
  const bench: Bench = {
    runtime,
    runRoot,
    again: () => make(runRoot, installation),
    spec: ({ failWith, ...changes } = {}) => {
      const id = changes.id ?? newId();
      const runDirectory = join(runRoot, id);
      const config = { runDirectory: runtime.runDirectoryOf({ id, runDirectory }), failWith };
      return {
        id,
        kind: 'session',
        environmentId: newId(),
        image: 'debian:bookworm-slim',
        runDirectory,
        mounts: [],
        workingDirectory: '/',
        network: 'none',
        limits: { memoryBytes: 256 * 1024 * 1024, cpus: 1, processes: 100 },
        user,
        ...changes,
        environment: { CRAFTASTIC_SUPERVISOR: JSON.stringify(config), ...changes.environment },
      };
    },
  };
  const close = async () => {
    const left = await runtime.list();
    for (const { id } of left) await runtime.remove(id);
    for (const environmentId of new Set(left.map((state) => state.environmentId))) {
      await runtime.removeEnvironment(environmentId);
    }
    await rm(runRoot, { recursive: true, force: true });
  };
  return { bench, close };
}

/** What every runtime does alike. */
export function sandboxRuntimeSuite(
  name: string,
  make: (runRoot: string, installation: string) => SandboxRuntime,
): void {
  describe(`${name} runtime`, () => {
    let bench: Bench;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ bench, close } = await makeBench(make));
    });
    afterEach(() => close());

    const pidOf = async (spec: SandboxSpec) =>
      ask(spec.runDirectory, '/run', JSON.stringify(['sh', '-c', 'echo $PPID']));

    it('starts a sandbox that answers, with the environment of its spec and none of ours', async () => {
      vi.stubEnv('CRAFTASTIC_TOKEN', 'secret-of-the-server');
      const spec = bench.spec({ environment: { GREETING: 'hello $HOME' } });
      await bench.runtime.start(spec);
      const environment = JSON.parse(await ask(spec.runDirectory, '/environment'));
      expect(environment).toMatchObject({ GREETING: 'hello $HOME', cwd: '/' });
      expect(JSON.stringify(environment)).not.toContain('secret-of-the-server');
      vi.unstubAllEnvs();
    });

    it('lists what it started, and so does the next API process', async () => {
      const spec = bench.spec();
      await bench.runtime.start(spec);
      const expected = [{ id: spec.id, kind: 'session', environmentId: spec.environmentId, running: true }];
      expect(await bench.runtime.list()).toMatchObject(expected);
      expect(await bench.again().list()).toEqual(await bench.runtime.list());
    });

    it('leaves a running sandbox as it is', async () => {
      const spec = bench.spec();
      await bench.runtime.start(spec);
      const pid = await pidOf(spec);
      await Promise.all([bench.runtime.start(spec), bench.again().start(spec)]);
      expect(await pidOf(spec)).toBe(pid);
    });

    it('makes it anew where the spec differs', async () => {
      const spec = bench.spec({ environment: { VERSION: '1' } });
      await bench.runtime.start(spec);
      const changed = { ...spec, environment: { ...spec.environment, VERSION: '2' } };
      await bench.runtime.start(changed);
      expect(JSON.parse(await ask(spec.runDirectory, '/environment')).VERSION).toBe('2');
      expect(await bench.runtime.list()).toHaveLength(1);
    });

    it('stops it with all its processes, and starts it again', async () => {
      const spec = bench.spec();
      await bench.runtime.start(spec);
      await ask(spec.runDirectory, '/terminal');
      await bench.runtime.stop(spec.id, { graceSeconds: 0.1 });
      await bench.runtime.stop(spec.id);
      expect(await bench.runtime.list()).toMatchObject([{ id: spec.id, running: false }]);
      expect(await bench.runtime.usage(spec.id)).toBeNull();
      await bench.runtime.start(spec);
      expect(await bench.runtime.list()).toMatchObject([{ id: spec.id, running: true }]);
    });

    it('forgets what is removed', async () => {
      const spec = bench.spec();
      await bench.runtime.start(spec);
      await bench.runtime.remove(spec.id);
      await bench.runtime.remove(spec.id);
      expect(await bench.runtime.list()).toEqual([]);
      await expect(ask(spec.runDirectory, '/environment')).rejects.toThrow();
    });

    it('tells what it uses', async () => {
      const spec = bench.spec();
      await bench.runtime.start(spec);
      const usage = await bench.runtime.usage(spec.id);
      expect(usage?.memoryBytes).toBeGreaterThan(1024 * 1024);
      expect(usage?.memoryBytes).toBeLessThan(256 * 1024 * 1024);
      expect(usage?.cpuSeconds).toBeGreaterThan(0);
      expect(await bench.runtime.usage(newId())).toBeNull();
    });

    it('tells of a sandbox that ends by itself, to the next API process too, and of no other', async () => {
      const [ends, stops] = [bench.spec(), bench.spec()];
      await Promise.all([bench.runtime.start(ends), bench.runtime.start(stops)]);
      const next = bench.again();
      const closing = new AbortController();
      const told: string[] = [];
      const toldNext: string[] = [];
      bench.runtime.onExit((id) => told.push(id), closing.signal);
      next.onExit((id) => toldNext.push(id), closing.signal);
      await bench.runtime.stop(stops.id, { graceSeconds: 0 });
      await ask(ends.runDirectory, '/exit', '7').catch(() => undefined);
      await vi.waitFor(() => expect(told).toEqual([ends.id]), 20_000);
      await vi.waitFor(() => expect(toldNext).toContain(ends.id), 20_000);
      closing.abort();
    });

    it('says why a supervisor did not start', async () => {
      const failing = bench.runtime.start(bench.spec({ failWith: 'the moon is in the wrong place' }));
      await expect(failing).rejects.toThrow(SandboxError);
      await expect(failing).rejects.toMatchObject({
        output: expect.stringContaining('the moon is in the wrong place'),
      });
      expect((await bench.runtime.list()).filter((state) => state.running)).toEqual([]);
    });

    it('keeps the last lines that the supervisor wrote', async () => {
      const spec = bench.spec();
      await bench.runtime.start(spec);
      expect(await bench.runtime.logs(spec.id)).toBe('');
      expect(await bench.runtime.logs(newId())).toBe('');
    });

    it('gives up when asked to, and leaves nothing running', async () => {
      const spec = bench.spec();
      const giveUp = new AbortController();
      const starting = bench.runtime.start(spec, {
        signal: giveUp.signal,
        onProgress: () => giveUp.abort(new Error('changed my mind')),
      });
      await expect(starting).rejects.toThrow('changed my mind');
      expect((await bench.runtime.list()).filter((state) => state.running)).toEqual([]);
    });

    it('refuses what can’t work, in words', async () => {
      const long = join(bench.runRoot, 'x'.repeat(100));
      await expect(bench.runtime.start(bench.spec({ runDirectory: long }))).rejects.toThrow(/bytes; a unix socket’s/);
      await expect(bench.runtime.start(bench.spec({ id: '../escape' }))).rejects.toThrow(/can’t name a sandbox/);
    });
  });
}

export async function makeFolder(bench: Bench, name: string): Promise<string> {
  const path = join(bench.runRoot, name);
  await mkdir(path, { mode: 0o777 });
  return path;
}

export async function isRunning(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && !/\) [ZX] /.test(stat);
}
