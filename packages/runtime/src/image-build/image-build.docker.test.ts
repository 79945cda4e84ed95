import { createHash } from 'node:crypto';
import { newId } from '@craftastic/contract/ids';
import { ImageBuild } from '@craftastic/contract/image-build';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../../test/ask.ts';
import { type Bench, makeBench, SUPERVISOR } from '../../test/runtime-suite.ts';
import { DockerRuntime } from '../docker.ts';
import { LABEL } from '../labels.ts';
import type { ContextFile } from './context-files.ts';
import type { ImageBuilder } from './image-builder.ts';
import type { BuildContext, ImageAnswer } from './image-request.ts';

const docker = new Docker();
const BASE = 'debian:bookworm-slim';
const LIMITS = { memoryBytes: 512 * 1024 ** 2, cpus: 2, processes: 200, diskBytes: 1024 ** 3, seconds: 120 };
const environmentId = newId();

let bench: Bench;
let close: () => Promise<void>;
let installation = '';
let builder: ImageBuilder;
beforeAll(async () => {
  ({ bench, close } = await makeBench((_runRoot, name) => {
    installation = name;
    return new DockerRuntime({ installation: name, supervisorDirectory: SUPERVISOR, docker });
  }));
  if (bench.runtime.builder === null) throw new Error('Docker has images');
  builder = bench.runtime.builder;
});
afterAll(async () => {
  await close();
  await bench.runtime.removeEnvironment(environmentId);
  expect(await docker.listImages({ filters: { reference: [builder.built.repository] } })).toEqual([]);
});

const contextOf = (files: Record<string, string>): BuildContext => {
  const oid = (text: string) => createHash('sha1').update(text).digest('hex');
  return {
    files: async () =>
      Object.entries(files).map(
        ([path, text]): ContextFile => ({
          path,
          oid: oid(text),
          mode: path.endsWith('.link') ? '120000' : path.endsWith('.sh') ? '100755' : '100644',
          size: text.length,
        }),
      ),
    async *contents(oids) {
      const known = Object.values(files).map((text) => ({ oid: oid(text), content: Buffer.from(text) }));
      yield oids.map((wanted) => known.find((one) => one.oid === wanted) ?? { oid: wanted, content: null });
    },
  };
};

const plan = (stages: ImageBuild['stages'], changes: Partial<ImageBuild> = {}) =>
  ImageBuild.parse({
    dockerfile: 'Dockerfile',
    context: { tree: '0', ignore: [] },
    arguments: {},
    target: null,
    globals: [],
    stages,
    ...changes,
  });

const stage = (steps: object[], more: object = {}) =>
  ({ line: 1, name: null, from: BASE, platform: null, steps, ...more }) as ImageBuild['stages'][number];
const runs = (line: number, command: string) => ({ do: 'run', line, text: `RUN ${command}`, command, network: false });
const copies = (line: number, sources: string[], target: string, more: object = {}) => ({
  do: 'copy',
  line,
  text: 'COPY',
  from: null,
  sources,
  inline: [],
  target,
  owner: null,
  mode: null,
  ...more,
});

const prepare = async (
  build: ImageBuild,
  files: Record<string, string> = {},
  { user = null, ...limits }: { user?: string | null } & Partial<typeof LIMITS> = {},
): Promise<ImageAnswer & { output: string }> => {
  let output = '';
  const answer = await builder.prepare(
    {
      environmentId,
      from: { build, context: contextOf(files) },
      user,
      owner: { uid: 1000, gid: 1000 },
      limits: { ...LIMITS, ...limits },
    },
    {
      onOutput: (text) => {
        output += text;
      },
    },
  );
  return { ...answer, output };
};

it('builds what its stages say, for the user that is asked for, once', async () => {
  const build = plan(
    [
      stage(
        [{ do: 'workdir', line: 2, path: '/made' }, runs(3, 'mkdir deep && echo from-stage > deep/x && ln deep/x y')],
        {
          name: 'first',
        },
      ),
      stage([
        { do: 'arg', line: 5, name: 'GIVEN', value: 'no' },
        { do: 'env', line: 6, values: [{ name: 'KEPT', value: '"of $GIVEN"' }] },
        { do: 'workdir', line: 7, path: 'app' },
        copies(8, ['.'], './'),
        copies(9, ['/made'], '/copied', { from: 'first', owner: '7:8' }),
        runs(
          10,
          'useradd --uid 1234 --create-home --shell /bin/sh coder && cat src/a.txt && test -x run.sh && echo "$GIVEN and $KEPT"',
        ),
        { do: 'user', line: 11, user: 'coder' },
      ]),
    ],
    { arguments: { GIVEN: 'yes' }, context: { tree: '0', ignore: ['*.md'] } },
  );
  const files = { 'src/a.txt': 'content\n', 'run.sh': '#!/bin/sh\n', 'left.md': 'x', 'out.link': '/etc/shadow' };
  const made = await prepare(build, files, { user: 'coder' });
  expect(made).toMatchObject({ user: 'given', image: expect.stringContaining(`:${environmentId}-`) });
  expect(made.output).toContain('Line 10: RUN');
  expect(made.output).toContain('content\nyes and of yes\n');
  // What is made of the same is there: nothing runs.
  expect(await prepare(build, files, { user: 'coder' })).toEqual({ ...made, output: '' });

  // A line that is changed takes up where the lines before it ended.
  const changed = structuredClone(build);
  changed.stages[1]?.steps.push(runs(12, 'echo more') as never);
  expect((await prepare(changed, files, { user: 'coder' })).output).toBe('Line 12: RUN echo more\nmore\n');

  const spec = bench.spec({ image: made.image, environmentId });
  await bench.runtime.start(spec);
  const script = `whoami; echo "$HOME $SHELL $KEPT:$GIVEN:"; touch ~/mine && stat -c %U ~/mine
    cat /copied/deep/x; stat -c '%u:%g %h' /copied/y; readlink /app/out.link; ls /app`;
  const { stdout } = await run(spec.runDirectory, 'sh', '-c', script);
  expect(stdout).toBe(
    'coder\n/home/coder /bin/sh of yes::\ncoder\nfrom-stage\n7:8 2\n/etc/shadow\nout.link\nrun.sh\nsrc\n',
  );

  // It stays while a session has it, and as long after that as it is told to.
  const { built } = builder;
  const [longAgo, soon] = [new Date(0), new Date(Date.now() + 60_000)];
  await built.removeUnused(soon, longAgo);
  expect(await built.has(made.image)).toBe(true);
  await bench.runtime.remove(spec.id);
  await built.removeUnused(longAgo, longAgo);
  expect(await built.has(made.image)).toBe(true);
  await built.removeUnused(soon, longAgo);
  expect(await built.has(made.image)).toBe(false);

  // Another environment does not get it by its name.
  const theirs = bench.spec({ image: made.image });
  await expect(bench.runtime.start(theirs)).rejects.toThrow('is not an image of this environment');
  await expect(prepare(plan([stage([], { from: made.image })]))).rejects.toThrow('can’t be built on');
});

it.each([
  [
    'a command',
    plan([stage([runs(4, 'echo said; exit 3')])]),
    'Dockerfile: Line 4: it ended with code 3: RUN echo said',
  ],
  ['a file that is not there', plan([stage([copies(4, ['none'], '/x')])]), 'Line 4: there is no “none”'],
  ['a way out', plan([stage([copies(4, ['../../etc/shadow'], '/x')])]), 'Line 4: “../../etc/shadow” leads out'],
  ['an image', plan([stage([], { from: 'localhost:1/none' })]), 'Line 1: The image localhost:1/none:latest could not'],
  ['an image’s id', plan([stage([], { from: `sha256:${'0'.repeat(64)}` })]), 'Line 1: “sha256:'],
  ['a platform', plan([stage([], { platform: 'linux/s390x' })]), 'linux/s390x does not run'],
])('says which line failed, of %s', async (_name, build, message) => {
  await expect(prepare(build)).rejects.toThrow(message);
});

it('gives nobody root, and names a user that is not there', async () => {
  expect((await prepare(plan([stage([])]), {}, { user: 'root' })).user).toBe('root');
  expect((await prepare(plan([stage([])]))).user).toBe('none');
  await expect(prepare(plan([stage([])]), {}, { user: 'nobody-here' })).rejects.toThrow('no such user');
});

it('bounds what a command writes, and ends with who wanted it', async () => {
  const build = plan([stage([runs(2, 'head -c 300M /dev/zero > /x; sleep 600')])]);
  await expect(prepare(build, {}, { diskBytes: 50 * 1024 ** 2 })).rejects.toThrow(
    'the image would be larger than 50 MB',
  );
  const leave = new AbortController();
  const from = { build: plan([stage([runs(2, 'echo on; sleep 600')])]), context: contextOf({}) };
  const request = { environmentId, from, user: null, owner: { uid: 1000, gid: 1000 }, limits: LIMITS };
  const options = {
    signal: leave.signal,
    onOutput: (text: string) => {
      if (text === 'on\n') leave.abort();
    },
  };
  await expect(builder.prepare(request, options)).rejects.toThrow('aborted');
  // Its container goes a moment later.
  const left = { all: true, filters: { label: [`${LABEL.installation}=${installation}`] } };
  await expect.poll(() => docker.listContainers(left)).toEqual([]);
});
