import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../test/ask.ts';
import { type Bench, makeBench, SUPERVISOR } from '../test/runtime-suite.ts';
import { DockerRuntime } from './docker.ts';
import type { SandboxSpec } from './runtime.ts';

let bench: Bench;
let close: () => Promise<void>;
let spec: SandboxSpec;
beforeAll(async () => {
  const docker = new Docker();
  ({ bench, close } = await makeBench(
    (_runRoot, installation) => new DockerRuntime({ installation, supervisorDirectory: SUPERVISOR, docker }),
  ));
  spec = bench.spec({ image: null, limits: { memoryBytes: 1024 ** 3, cpus: 2, processes: 200 } });
  await bench.runtime.start(spec);
}, 600_000);
afterAll(() => close());

it.each([
  ['git', ['git', '--version'], /^git version 2/],
  ['Git LFS', ['git', 'lfs', 'version'], /^git-lfs\//],
  ['Node', ['node', '--version'], new RegExp(`^v${process.versions.node.split('.')[0]}\\.`)],
  ['npm', ['npm', '--version'], /^\d+\./],
  ['Python', ['python3', '--version'], /^Python 3/],
  ['a compiler', ['cc', '--version'], /^cc /],
  ['ripgrep', ['rg', '--version'], /^ripgrep/],
  ['an ordinary user', ['whoami'], /^dev$/m],
  ['a home to write to', ['sh', '-c', 'touch ~/x ~/.local/bin/x && echo ok'], /^ok$/m],
  ['a UTF-8 locale', ['locale', 'charmap'], /^UTF-8$/m],
])('has %s', async (_name, command, expected) => {
  const { stdout } = await run(spec.runDirectory, ...command);
  expect(stdout).toMatch(expected);
});

it('shows the branch in the prompt, and a failed command in red', async () => {
  // `@P` expands a variable as bash expands its prompt.
  const show = `echo "\${PS1@P}"`;
  const script = `cd /tmp && git init -q -b feature/x r && cd r && false; __craftastic_prompt; ${show}`;
  const { stdout } = await run(spec.runDirectory, 'bash', '-ic', script);
  expect(stdout).toContain('/tmp/r');
  expect(stdout).toContain('feature/x');
  expect(stdout).toContain('\u001b[31m');
});
