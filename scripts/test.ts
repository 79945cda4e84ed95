/**
 * `npm test`: every check and suite, one after the other, whatever fails; a table at the end, and as the last line
 * `N passed, N failed`. What the suites need is installed where it may be (Debian, as root); elsewhere the suites that
 * can’t run are named with the reason. With CI=true such a suite has failed.
 *
 *   npm test -- unit db        these suites alone
 *   npm test -- unit diff      of these, the files whose path has `diff`
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, glob, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { type Count, countPlaywright, countVitest } from './count-results.ts';
import { findLeaks } from './find-leaks.ts';
import { prepareChromium } from './prepare/chromium.ts';
import { type Engine, prepareEngine } from './prepare/engine.ts';
import { prepareImages } from './prepare/images.ts';

const root = join(import.meta.dirname, '..');
const results = join(root, 'test-results');
const ci = process.env.CI === 'true';

type Need = 'docker' | 'chromium';

interface Suite {
  name: string;
  needs?: Need[];
  /** Commands of which the first that fails ends the suite. */
  commands: string[][];
  /** Of the report that the command writes; a check without one counts as one test. */
  count?: (report: string) => Count;
}

const vitest = (project: string, needs: Need[] = []): Suite => ({
  name: project,
  needs,
  commands: [
    [
      'vitest',
      'run',
      '--project',
      project,
      '--passWithNoTests',
      '--reporter=default',
      '--reporter=json',
      '--reporter=./e2e/attacks/support/figures.ts',
      `--outputFile.json=${join(results, `${project}.json`)}`,
    ],
  ],
  count: (report) => countVitest(JSON.parse(report)),
});

const SUITES: Suite[] = [
  {
    name: 'types',
    commands: [
      ['tsc', '-p', 'tsconfig.json'],
      ['tsc', '-p', 'apps/web/tsconfig.json'],
    ],
  },
  { name: 'lint', commands: [['biome', 'check', '--error-on-warnings', '.']] },
  {
    name: 'dependencies',
    commands: [
      ['node', 'scripts/check-dependencies.ts'],
      ['node', 'scripts/check-lockfile.ts'],
      ['node', 'scripts/audit-dependencies.ts'],
    ],
  },
  vitest('unit'),
  vitest('db'),
  vitest('docker', ['docker']),
  vitest('attacks', ['docker', 'chromium']),
  {
    name: 'e2e',
    needs: ['docker', 'chromium'],
    commands: [['playwright', 'test', '--pass-with-no-tests', '--reporter=list,json']],
    count: (report) => countPlaywright(JSON.parse(report)),
  },
];

interface Row extends Count {
  name: string;
  seconds: number;
  /** Why it could not run. */
  missing: string | null;
}

/** Ctrl-C ends the suite that runs, then everything that was started here is put away. */
const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort());

function run(command: string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(join(root, 'node_modules/.bin', program), args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    const end = () => child.kill('SIGTERM');
    interrupted.signal.addEventListener('abort', end);
    child.once('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.once('close', (code) => {
      interrupted.signal.removeEventListener('abort', end);
      resolve(code === 0);
    });
  });
}

async function runSuite(suite: Suite, filters: string[], env: NodeJS.ProcessEnv): Promise<Count> {
  const report = join(results, `${suite.name}.json`);
  await rm(report, { force: true });
  let ok = true;
  for (const command of suite.commands) ok &&= await run([...command, ...(suite.count ? filters : [])], env);
  const whole = ok ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  if (!suite.count) return whole;
  try {
    const count = suite.count(await readFile(report, 'utf8'));
    // It may have failed beyond its tests: an unhandled rejection, a leaked handle.
    return ok || count.failed > 0 ? count : { ...count, failed: 1 };
  } catch {
    // No report: it fell over before its end, or there were no tests.
    return ok ? { passed: 0, failed: 0, skipped: 0 } : whole;
  }
}

/** What stood on the page where a story failed: of a run elsewhere, the output is all that one has. */
async function showPages(directory: string): Promise<void> {
  for await (const path of glob('*/error-context.md', { cwd: directory })) {
    console.log(`\n${path}\n${await readFile(join(directory, path), 'utf8')}`);
  }
}

async function prepare(needs: Set<Need>, engine: Engine | null): Promise<Map<Need, string>> {
  const missing = new Map<Need, string>();
  if (needs.has('docker')) {
    const why = engine?.missing ?? (await prepareImages());
    if (why) missing.set('docker', why);
  }
  if (needs.has('chromium')) {
    const why = prepareChromium();
    if (why) missing.set('chromium', why);
  }
  return missing;
}

function table(rows: Row[]): string {
  const lines = rows.map((row) =>
    [
      row.name.padEnd(13),
      String(row.passed).padStart(7),
      String(row.failed).padStart(7),
      String(row.skipped).padStart(8),
      `${row.seconds.toFixed(1)} s`.padStart(9),
      row.repeated ? `  ${row.repeated} of the passed at the second try` : '',
      row.missing === null ? '' : `  did not run: ${row.missing}`,
    ].join(''),
  );
  return [`${'suite'.padEnd(13)} passed failed skipped     time`, ...lines].join('\n');
}

const args = process.argv.slice(2);
const named = SUITES.filter(({ name }) => args.includes(name));
const filters = args.filter((arg) => !SUITES.some(({ name }) => name === arg));
const chosen = named.length > 0 ? named : SUITES.filter(({ count }) => filters.length === 0 || count);

await mkdir(results, { recursive: true });
// Short, since sockets lie below it; passable, since PostgreSQL does not run as root. What leaks is known by it.
const temporary = await mkdtemp(join(tmpdir(), 'ct-'));
await chmod(temporary, 0o755);
// Nobody’s ~/.gitconfig or shell settings shall decide a test. Playwright’s own browser lies in the true home.
const home = join(temporary, 'home');
await mkdir(home);
const browser = chromium.executablePath();
const env: NodeJS.ProcessEnv = {
  ...process.env,
  HOME: home,
  ...(existsSync(browser) && !process.env.CHROMIUM_PATH && { CHROMIUM_PATH: browser }),
  TMPDIR: temporary,
  PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, 'e2e.json'),
};

const rows: Row[] = [];
{
  const needs = new Set(chosen.flatMap((suite) => suite.needs ?? []));
  await using engine = needs.has('docker') ? await prepareEngine(results) : null;
  const missing = await prepare(needs, engine);
  for (const suite of chosen) {
    if (interrupted.signal.aborted) break;
    console.log(`\n── ${suite.name} ──`);
    const begin = performance.now();
    const lacks = (suite.needs ?? []).flatMap((need) => missing.get(need) ?? []).join('; ') || null;
    if (lacks !== null) console.log(`did not run: ${lacks}`);
    const count = lacks === null ? await runSuite(suite, filters, env) : { passed: 0, failed: ci ? 1 : 0, skipped: 0 };
    if (count.failed + (count.repeated ?? 0) > 0) await showPages(join(results, suite.name));
    rows.push({ name: suite.name, ...count, seconds: (performance.now() - begin) / 1000, missing: lacks });
  }
  const begin = performance.now();
  const leaks = await findLeaks(temporary, engine !== null && engine.missing === null);
  rows.push({
    name: 'leaks',
    passed: leaks.length === 0 ? 1 : 0,
    failed: leaks.length === 0 ? 0 : 1,
    skipped: 0,
    failures: leaks.map((leak) => `left behind: ${leak}`),
    seconds: (performance.now() - begin) / 1000,
    missing: null,
  });
}
await rm(temporary, { recursive: true, force: true });

const passed = rows.reduce((sum, row) => sum + row.passed, 0);
const failed = rows.reduce((sum, row) => sum + row.failed, 0) + (interrupted.signal.aborted ? 1 : 0);
console.log(`\n${table(rows)}\n`);
// Once more at the end: of a run elsewhere, the last lines may be all that one has.
for (const row of rows) for (const line of row.failures ?? []) console.log(`${row.name}: ${line}`);
if (interrupted.signal.aborted) console.log('Interrupted.');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
