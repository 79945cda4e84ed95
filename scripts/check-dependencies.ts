/**
 * Holds the arrows between apps and packages. dependency-cruiser can’t read TypeScript 7’s compiler and would need another
 * one beside it; the parser that bundles the web app tells the imports of all our files in a tenth of a second.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'rolldown/utils';
import { breaches, type ModuleFacts, type WorkspaceFacts } from './dependency-rule.ts';

const root = join(import.meta.dirname, '..');

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

function workspaces(): WorkspaceFacts[] {
  return ['apps', 'packages'].flatMap((parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => {
        const { name, dependencies, devDependencies, peerDependencies } = manifest(folder);
        return {
          folder,
          name,
          dependencies: Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }),
        };
      }),
  );
}

function moduleFacts(path: string): ModuleFacts {
  const { module, program, errors } = parseSync(path, readFileSync(join(root, path), 'utf8'));
  const error = errors.find(({ severity }) => severity === 'Error');
  if (error) throw new Error(`${path}: ${error.message}`);
  const reexports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType, importName }) =>
      moduleRequest
        ? [{ specifier: moduleRequest.value, typeOnly: isType, all: importName.kind.startsWith('All') }]
        : [],
    ),
  );
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  const onlyReexports =
    program.body.length > 0 &&
    program.body.every((node) => node.type.startsWith('Export') && 'source' in node && node.source !== null);
  return { path, imports: [...imports, ...reexports], barrel: onlyReexports || reexports.some(({ all }) => all) };
}

// As git sees the checkout, with new files and without ignored ones.
const files = execFileSync(
  'git',
  [
    '-c',
    `safe.directory=${root}`,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    'apps',
    'packages',
    'scripts',
    'e2e',
    'bench',
  ],
  { cwd: root, encoding: 'utf8' },
)
  .split('\0')
  .filter((path) => /\.[cm]?tsx?$/.test(path) && existsSync(join(root, path)));
const { dependencies, devDependencies } = manifest('.');
const found = breaches(files.map(moduleFacts), workspaces(), Object.keys({ ...dependencies, ...devDependencies }));
for (const line of found) console.error(line);
console.log(`${files.length} modules, ${found.length} breaches of the dependency rule`);
process.exitCode = found.length === 0 ? 0 : 1;
