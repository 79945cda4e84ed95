/**
 * Bundles the supervisor into `apps/supervisor/dist`: a folder that runs by itself in any container with glibc, given
 * the Node binary. Modules with native parts can't be bundled; they and what they need are copied beside the bundle.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const supervisor = join(root, 'apps/supervisor');

/** Its binary is all that is used of node-pty. */
const NATIVE = [`@lydell/node-pty-${process.platform}-${process.arch}`];

export async function buildSupervisor(target = join(supervisor, 'dist')): Promise<string> {
  // Made aside and swapped: a running server may start a sandbox from it at any time.
  const making = `${target}.new`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  const bundle = await rolldown({
    input: { main: join(supervisor, 'src/main.ts') },
    platform: 'node',
    external: NATIVE,
    // jsonc-parser's other form asks for its parts by names that no bundler can follow.
    resolve: { alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' } },
    logLevel: 'warn',
  });
  await bundle.write({
    dir: making,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    minify: 'dce-only',
  });
  await bundle.close();
  // Scripts that git starts; found beside the bundle as beside their source.
  cpSync(join(supervisor, 'src/wire/hooks'), join(making, 'hooks'), { recursive: true });
  for (const name of NATIVE) copyPackage(name, supervisor, join(making, 'node_modules'), new Set());
  const old = `${target}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(target)) renameSync(target, old);
  renameSync(making, target);
  rmSync(old, { recursive: true, force: true });
  return target;
}

/** A package with what it depends on, flat: none of them needs two versions of another. */
function copyPackage(name: string, from: string, modules: string, done: Set<string>): void {
  if (done.has(name)) return;
  done.add(name);
  const folder = folderOf(name, from);
  // The binary of another platform is not installed.
  if (!folder) return;
  cpSync(folder, join(modules, name), {
    recursive: true,
    dereference: true,
    filter: (path) =>
      !/\/(?:src|scripts|node_modules|[^/]+\.(?:md|d\.ts|map|gyp|flow))$/.test(path.slice(folder.length)),
  });
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
    optionalDependencies?: Record<string, string>;
  };
  for (const needed of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    copyPackage(needed, folder, modules, done);
  }
}

/** Not by resolving its entry: a package of one binary has none. */
function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

if (import.meta.main) {
  const folder = await buildSupervisor();
  console.log(`${folder}: ${readdirSync(folder).join(', ')}`);
}
