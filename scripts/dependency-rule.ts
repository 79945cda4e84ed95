/** What one module imports, as far as the rule needs it. Paths are relative to the checkout, with forward slashes. */
export interface ModuleFacts {
  path: string;
  imports: { specifier: string; typeOnly: boolean }[];
  /** It has nothing but `export … from`, or an `export * from`. */
  barrel: boolean;
}

export interface WorkspaceFacts {
  /** `apps/web` */
  folder: string;
  /** `@craftastic/web` */
  name: string;
  dependencies: string[];
}

/**
 * The arrows of the system. A package names the packages of ours that it may import; nothing may import an app. `git`
 * runs where a repository is touched, so the supervisor alone has it; the browser gets the contract and nothing else.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'packages/contract': [],
  'packages/things': [],
  'packages/git': ['packages/contract'],
  'packages/runtime': ['packages/contract'],
  'packages/db': ['packages/contract', 'packages/things'],
  'packages/store': ['packages/contract', 'packages/things'],
  'apps/web': ['packages/contract'],
  'apps/supervisor': ['packages/contract', 'packages/git'],
  'apps/api': ['packages/contract', 'packages/runtime', 'packages/db', 'packages/store', 'packages/things'],
};

const TEST = /\.test\.tsx?$|\/test\//;

/** Every breach of the rule, as `file: what is wrong`. Tools (`scripts`, `e2e`, `bench`) may import all. */
export function breaches(modules: ModuleFacts[], workspaces: WorkspaceFacts[], toolbox: string[]): string[] {
  const found: string[] = [];
  for (const module of modules) {
    const home = workspaces.find(({ folder }) => module.path.startsWith(`${folder}/`));
    if (module.barrel) found.push(`${module.path}: a barrel; import from the module that has it`);
    if (!home) continue;
    const allowed = MAY_IMPORT[home.folder];
    if (!allowed) {
      found.push(`${home.folder}: has no row in scripts/dependency-rule.ts`);
      continue;
    }
    for (const { specifier } of module.imports) {
      const fault = faultOfImport(module.path, specifier, home, allowed, workspaces, toolbox);
      if (fault !== null) found.push(`${module.path}: ${fault}`);
    }
  }
  for (const cycle of cycles(modules)) found.push(`${cycle[0]}: a cycle: ${[...cycle, cycle[0]].join(' → ')}`);
  return [...new Set(found)];
}

function faultOfImport(
  path: string,
  specifier: string,
  home: WorkspaceFacts,
  allowed: readonly string[],
  workspaces: WorkspaceFacts[],
  toolbox: string[],
): string | null {
  if (specifier.startsWith('.')) {
    const target = resolveRelative(path, specifier);
    if (target.startsWith(`${home.folder}/`)) return null;
    // The helpers of tests are in no package's exports; a test takes them from packages that its code may import.
    if (TEST.test(path) && allowed.some((folder) => target.startsWith(`${folder}/test/`))) return null;
    return `${specifier} leads out of ${home.folder}; import it by its package’s name`;
  }
  if (specifier.startsWith('node:') || specifier.startsWith('virtual:')) return null;
  const name = packageOf(specifier);
  const target = workspaces.find((workspace) => workspace.name === name);
  if (target && target.folder !== home.folder && !allowed.includes(target.folder)) {
    return `${home.folder} may not import ${target.folder}`;
  }
  // What is types alone, like hast, has no package of its own name.
  const known = [...home.dependencies, ...toolbox.filter((tool) => !tool.startsWith('@types/'))];
  if (target?.folder === home.folder || known.includes(name) || home.dependencies.includes(`@types/${name}`))
    return null;
  return `${name} is missing in the dependencies of ${home.folder}/package.json`;
}

/** `@scope/name/sub` → `@scope/name`; `name/sub` → `name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Only `?` queries of the bundler are cut off; imports name their files whole. */
function resolveRelative(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.replace(/\?.*$/, '').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/**
 * Cycles of imports that remain at run time. Types may refer to each other: they are erased, and no order of loading
 * hangs on them.
 */
function cycles(modules: ModuleFacts[]): string[][] {
  const targets = new Map(
    modules.map(({ path, imports }) => [
      path,
      imports
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .map(({ specifier }) => resolveRelative(path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const found: string[][] = [];
  const visit = (path: string, trail: string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(trail.slice(at));
    if (at >= 0 || done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return found;
}
