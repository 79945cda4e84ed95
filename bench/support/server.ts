import { join } from 'node:path';
import type { Environment } from '@craftastic/contract/environments';
import type { Session } from '@craftastic/contract/sessions';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';
import { sessionImage } from '@craftastic/runtime/build-context';
import { unfitness } from '@craftastic/runtime/engine-fitness';
import Docker from 'dockerode';
import { type Client, Craftastic, ready, settled } from '../../e2e/support/craftastic.ts';
import { NotHere } from './bench.ts';

export type Runtime = Session['runtime'];

/** A real server with one environment in it, cloned from a real git host on a loopback port. */
export interface Installation {
  craftastic: Craftastic;
  client: Client;
  host: GitServer;
  environment: Environment;
}

export async function install(
  stack: AsyncDisposableStack,
  runtime: Runtime,
  files: Record<string, string>,
): Promise<Installation> {
  const host = stack.use(await startGitServer());
  await host.createRepository('work', files);
  const craftastic = stack.use(await Craftastic.start({ CRAFTASTIC_RUNTIME: runtime }));
  const client = craftastic.client();
  await client.auth.updateMe({ name: 'Ada Lovelace', email: 'ada@example.com' });
  const made = await client.environments.create({ url: host.urlOf('work') });
  const environment = await ready(client, made.id);
  return { craftastic, client, host, environment };
}

/** A running session on a new branch. */
export async function openSession({ client, environment }: Installation, branch: string): Promise<Session> {
  const made = await client.sessions.create({ environmentId: environment.id, branch, base: 'main' });
  return settled(client, made.id);
}

export function worktreeOf({ craftastic, environment }: Installation, sessionId: string): string {
  return join(craftastic.data, 'repos', environment.id, 'worktrees', sessionId);
}

/** Null where no Docker Engine that will do answers; else the default image, which must be there already. */
export async function dockerImage(): Promise<string> {
  const docker = new Docker();
  const info = await docker.info().catch(() => null);
  if (info === null) throw new NotHere('no Docker Engine answers.');
  const { platform, arch } = process;
  const why = unfitness({ platform, architecture: arch, host: process.env.DOCKER_HOST || undefined, info });
  if (why !== null) throw new NotHere(`the Docker Engine here can’t be used: ${why}`);
  const image = await sessionImage();
  await docker
    .getImage(image)
    .inspect()
    .catch(() => {
      throw new NotHere(`the image ${image} is not built; start a session on the Docker runtime once.`);
    });
  return image;
}

/** So many small files, two hundred in a folder, some with text of a page or two. */
export function manyFiles(count: number): Record<string, string> {
  const files: Record<string, string> = { 'README.md': '# Work\n\nA repository to measure with.\n' };
  for (let at = 1; at < count; at++) {
    const folder = Math.floor(at / 200);
    files[`src/part-${folder}/file-${at}.ts`] = `export const value${at} = ${at};\n`.repeat(1 + (at % 40));
  }
  return files;
}
