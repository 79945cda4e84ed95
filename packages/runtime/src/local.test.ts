import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@craftastic/contract/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask } from '../test/ask.ts';
import { type Bench, isRunning, makeBench, SUPERVISOR, sandboxRuntimeSuite } from '../test/runtime-suite.ts';
import { LocalRuntime } from './local.ts';

const make = (runRoot: string) => new LocalRuntime({ runRoot, supervisorDirectory: SUPERVISOR });

sandboxRuntimeSuite('local', make);

describe('local runtime, beside what every runtime does', () => {
  let bench: Bench;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ bench, close } = await makeBench(make));
  });
  afterEach(() => close());

  it.runIf(process.platform === 'linux')('ends terminals that heed no signal, and what they left behind', async () => {
    const spec = bench.spec();
    await bench.runtime.start(spec);
    const terminal = await ask(spec.runDirectory, '/terminal');
    const orphan = await ask(spec.runDirectory, '/orphan');
    expect([await isRunning(terminal), await isRunning(orphan)]).toEqual([true, true]);
    await bench.again().stop(spec.id, { graceSeconds: 0.1 });
    expect([await isRunning(terminal), await isRunning(orphan)]).toEqual([false, false]);
  });

  it.runIf(process.platform === 'linux')('ends what a supervisor that died left behind', async () => {
    const spec = bench.spec();
    await bench.runtime.start(spec);
    const terminal = await ask(spec.runDirectory, '/terminal');
    await ask(spec.runDirectory, '/exit', '9').catch(() => undefined);
    await vi.waitFor(async () => expect(await bench.runtime.list()).toMatchObject([{ running: false }]));
    expect(await isRunning(terminal)).toBe(true);
    await bench.runtime.stop(spec.id, { graceSeconds: 0.1 });
    expect(await isRunning(terminal)).toBe(false);
  });

  it('takes a process that got the number of ours for a stranger', async () => {
    const spec = bench.spec();
    await bench.runtime.start(spec);
    await bench.runtime.stop(spec.id);
    const state = {
      id: spec.id,
      kind: 'session',
      environmentId: newId(),
      specHash: '',
      pid: process.pid,
      startedAt: '1',
    };
    await writeFile(join(spec.runDirectory, 'sandbox.json'), JSON.stringify(state));
    expect(await bench.runtime.list()).toMatchObject([{ running: false }]);
    await bench.runtime.stop(spec.id);
  });

  it('says so where its Node can’t be run', async () => {
    const runtime = new LocalRuntime({
      runRoot: bench.runRoot,
      supervisorDirectory: SUPERVISOR,
      nodeBinary: join(bench.runRoot, 'no-node'),
    });
    await expect(runtime.start(bench.spec())).rejects.toThrow(/could not be run by .*no-node/);
  });
});
