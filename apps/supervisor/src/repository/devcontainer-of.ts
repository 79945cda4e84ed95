import { posix } from 'node:path';
import type { ImageBuild } from '@craftastic/contract/image-build';
import { branchRefs, resolveBase } from '@craftastic/git/refs';
import { entryAt, treeAt, wholeTree } from '@craftastic/git/tree-entries';
import { DEVCONTAINER_PATHS, type Devcontainer, parseDevcontainer } from '../dev-server/devcontainer.ts';
import { DockerfileRefusal, parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import type { Layout } from './layout.ts';

/** More than any that a person has written. */
const READ_BYTES = 1024 * 1024;

/**
 * What a branch's devcontainer.json says of its sessions, as committed; null where there is none that can be read. From
 * git, because the sandbox that it describes is made before its worktree is there. A link is not followed.
 */
export async function devcontainerOf(layout: Layout, { branch, base }: { branch: string; base?: string | undefined }) {
  const refs = (await branchRefs(layout.git)).filter(({ name }) => name === branch);
  const found = refs.find(({ remote }) => !remote) ?? refs[0];
  const commit = found?.head ?? (base === undefined ? null : (await resolveBase(layout.git, base)).commit);
  if (commit === null) return null;
  for (const path of DEVCONTAINER_PATHS) {
    const text = await textAt(layout, commit, path);
    if (text === null) continue;
    const file = parseDevcontainer(text);
    if (file === null) return null;
    const { image, environment, setUp, unused, user } = file;
    const build = file.build && (await buildOf(layout, commit, posix.dirname(path), file.build));
    return { image, build, user, environment, setUp, unused };
  }
  return null;
}

/** All files below the folder that a build takes from. */
export async function* contextEntries(layout: Layout, tree: string) {
  yield* wholeTree(layout.git, tree);
  return {};
}

/** The Dockerfile and the folder that it takes from, both from git: nothing of it can be a way out of the repository. */
async function buildOf(
  layout: Layout,
  commit: string,
  folder: string,
  build: NonNullable<Devcontainer['build']>,
): Promise<{ plan: ImageBuild } | { refusal: string }> {
  const dockerfile = inside(folder, build.dockerfile);
  const context = inside(folder, build.context);
  if (dockerfile === null) return { refusal: `The Dockerfile ${build.dockerfile} is not in the repository.` };
  const tree = context === null ? null : await treeAt(layout.git, commit, context);
  if (context === null || tree === null) {
    return { refusal: `The folder ${build.context}, the context of the build, is not in the repository.` };
  }
  const text = await textAt(layout, commit, dockerfile);
  if (text === null) return { refusal: `There is no file ${dockerfile} in this branch.` };
  const ignore =
    (await textAt(layout, commit, `${dockerfile}.dockerignore`)) ??
    (await textAt(layout, commit, posix.join(context, '.dockerignore'))) ??
    '';
  try {
    const { arguments: values, target } = build;
    const plan = { dockerfile, context: { tree, ignore: ignore.split('\n') }, arguments: values, target };
    return { plan: { ...plan, ...parseDockerfile(text) } };
  } catch (error) {
    if (error instanceof DockerfileRefusal) return { refusal: `${dockerfile}: ${error.message}` };
    throw error;
  }
}

/** A path from a folder of the repository as git has it, '' for the root; null where it leads out. */
function inside(folder: string, path: string): string | null {
  const joined = posix.join(folder, path).replace(/\/$/, '');
  if (joined === '..' || joined.startsWith('../') || path.startsWith('/')) return null;
  return joined === '.' ? '' : joined;
}

/** Null for what is no file, or no text that a person has written. */
async function textAt(layout: Layout, commit: string, path: string): Promise<string | null> {
  const entry = await entryAt(layout.git, commit, path);
  if (!entry?.mode.startsWith('100')) return null;
  const { stdout } = await layout.git.run(['cat-file', 'blob', entry.oid], { maxBytes: READ_BYTES });
  return stdout.toString('utf8');
}
