// Before `npm start`, `npm run dev` and `npm test`: brings a checkout from whatever state it is in to one that runs, and
// takes a tenth of a second where that is so already. Plain JavaScript over Node's own modules, for it runs on the
// machine's Node (18 or later) before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Stamps live beside what they speak of: an emptied node_modules takes the memory of its install along. */
const stamps = join(root, 'node_modules/.cache/craftastic');

function fail(sentence, output = '') {
  const detail = output.trim().split('\n').slice(0, 30).join('\n');
  process.stderr.write(`\n${detail ? `${detail}\n\n` : ''}${sentence}\n`);
  process.exit(1);
}

function step(name, command, args, help) {
  const begin = Date.now();
  process.stdout.write(`${name} … `);
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (done.status === 0) {
    process.stdout.write(`${((Date.now() - begin) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stdout.write('failed\n');
  const output = `${done.stdout || ''}${done.stderr || ''}${done.error ? done.error.message : ''}`;
  const full = /ENOSPC|No space left on device/.test(output);
  fail(full ? 'The disk is full. Free some space, then try again.' : help, output);
}

function checkMachine() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 18) {
    fail(`Craftastic needs Node 18 or later to start; this is ${process.versions.node}. See https://nodejs.org.`);
  }
  const git = spawnSync('git', ['--version']);
  if (git.status !== 0) fail('Craftastic needs git, which is not on this machine’s PATH. See https://git-scm.com.');
}

/** Hash of the contents of files and folders; generated ones are left out. */
function hashOf(paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\0`);
  const add = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) {
        if (!['node_modules', 'dist', 'generated', 'test'].includes(name)) add(join(path, name));
      }
      return;
    }
    if (path.includes('.test.')) return;
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  };
  for (const path of paths) add(join(root, path));
  return hash.digest('hex');
}

/** Run `work` unless it was done with the same inputs and what it makes is there. */
function unlessDone(name, inputs, outputs, work) {
  const stamp = join(stamps, name);
  const hash = hashOf(inputs);
  const there = outputs.every((path) => existsSync(join(root, path)));
  if (there && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
}

/** npm writes this file when it is done, so one that is older than the lock, or missing, means: install. */
function isInstalled() {
  const installed = join(root, 'node_modules/.package-lock.json');
  return (
    existsSync(node) &&
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
}

function install() {
  // The npm that runs this, if one does: on Windows `npm` is no program that could be spawned.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  step(
    'Installing packages (npm ci)',
    npm[0],
    [...npm.slice(1), ...args],
    'The packages could not be installed. Is the npm registry reachable? Then try again.',
  );
}

checkMachine();
if (!isInstalled()) {
  install();
}
if (existsSync(join(root, 'scripts/generate.mjs'))) {
  unlessDone(
    'generate',
    ['prisma/schema.prisma', 'scripts/generate.mjs', 'node_modules/prisma/package.json'],
    ['packages/db/src/generated'],
    () =>
      step(
        'Generating the database client',
        process.execPath,
        ['scripts/generate.mjs'],
        'The database client could not be generated.',
      ),
  );
}
if (existsSync(join(root, 'scripts/build.ts'))) {
  unlessDone(
    'build',
    [
      'apps/web',
      'apps/supervisor',
      'packages/contract',
      'packages/git',
      'vite.config.ts',
      'tsconfig.base.json',
      'package-lock.json',
      'scripts/build.ts',
      'scripts/build-supervisor.ts',
      'scripts/early-chunks.ts',
      'scripts/precompress.ts',
    ],
    ['apps/web/dist/index.html', 'apps/supervisor/dist/main.mjs'],
    () => step('Building the web app and the supervisor', node, ['scripts/build.ts'], 'The build failed.'),
  );
}
