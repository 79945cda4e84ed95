import { z } from 'zod';

const Manifest = z.object({
  scripts: z.record(z.string(), z.unknown()).optional(),
  packageManager: z.string().optional(),
});

/** In the order of what people mean by it: `start` is often a build's result. */
const SCRIPTS = ['dev', 'start', 'serve'];

const LOCK_FILES: [name: string, manager: string][] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** The command that package.json suggests, with the package manager that the project uses; null for none. */
export function packageScript(manifestText: string, files: ReadonlySet<string>): string | null {
  let manifest: z.infer<typeof Manifest>;
  try {
    manifest = Manifest.parse(JSON.parse(manifestText));
  } catch {
    return null;
  }
  const script = SCRIPTS.find((name) => typeof manifest.scripts?.[name] === 'string');
  if (script === undefined) return null;
  const named = /^(npm|pnpm|yarn|bun)@/.exec(manifest.packageManager ?? '')?.[1];
  const manager = named ?? LOCK_FILES.find(([name]) => files.has(name))?.[1] ?? 'npm';
  return `${manager} run ${script}`;
}
