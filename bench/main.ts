/**
 * Benchmarks: `npm run bench`, or some of them by name, as in `npm run bench -- terminal status`. Each prints its
 * figures beside those of a peer taken in the same run, and leaves them in bench/results. See docs/performance.md.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { branchContext } from './benches/branch-context.ts';
import { draft } from './benches/draft.ts';
import { editorOpen } from './benches/editor-open.ts';
import { firstSync } from './benches/first-sync.ts';
import { gitServer } from './benches/git-server.ts';
import { memory } from './benches/memory.ts';
import { previewProxy } from './benches/preview-proxy.ts';
import { previewSwitch } from './benches/preview-switch.ts';
import { pushToThing } from './benches/push-to-thing.ts';
import { routing } from './benches/routing.ts';
import { sessionStart } from './benches/session-start.ts';
import { status } from './benches/status.ts';
import { terminal } from './benches/terminal.ts';
import { type Bench, NotHere } from './support/bench.ts';
import { type Figure, isMet } from './support/figure.ts';
import { markdownTable, table } from './support/table.ts';

const BENCHES: Record<string, Bench> = {
  'editor-open': editorOpen,
  'session-start': sessionStart,
  memory,
  terminal,
  status,
  'preview-proxy': previewProxy,
  'preview-switch': previewSwitch,
  'first-sync': firstSync,
  'push-to-thing': pushToThing,
  draft,
  'branch-context': branchContext,
  routing,
  'git-server': gitServer,
};
const RESULTS = join(import.meta.dirname, 'results');

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(BENCHES);
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort());

function machine() {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model ?? '',
    cores: cpus().length,
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    // Above the number of cores, others were at work: trust the ratios, not the figures.
    loadBefore: loadavg()[0] ?? 0,
  };
}

async function keep(name: string, bench: Bench, figures: Figure[], on: ReturnType<typeof machine>): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const result = { name, title: bench.title, at: new Date().toISOString(), machine: on, figures, notes: bench.notes };
  await writeFile(join(RESULTS, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(join(RESULTS, `${name}.md`), `${markdownTable(figures)}\n`);
}

let missed = 0;
let failed = 0;
for (const name of names) {
  const bench = BENCHES[name];
  if (!bench || interrupted.signal.aborted) break;
  const on = machine();
  console.log(`\n── ${name}: ${bench.title} ──`);
  await using stack = new AsyncDisposableStack();
  const aborted = new Promise<never>((_, reject) =>
    interrupted.signal.addEventListener('abort', () => reject(new Error('Interrupted.')), { once: true }),
  );
  aborted.catch(() => {});
  try {
    const figures = await Promise.race([bench.run(stack), aborted]);
    console.log(`${table(figures)}\n${bench.notes.map((note) => `  · ${note}`).join('\n')}`);
    console.log(`  · Load of the machine before: ${on.loadBefore.toFixed(1)} on ${on.cores} cores.`);
    missed += figures.filter((figure) => isMet(figure) === false).length;
    await keep(name, bench, figures, on);
  } catch (error) {
    if (error instanceof NotHere) console.log(`Left out: ${error.message}`);
    else {
      failed++;
      console.error(error);
    }
  }
}
console.log(`\n${missed === 0 ? 'No aim was missed.' : `${missed} aims were missed.`}`);
process.exitCode = failed > 0 ? 1 : 0;
