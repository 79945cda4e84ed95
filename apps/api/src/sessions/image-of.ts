import { contractError } from '@craftastic/contract/contract-error';
import type { ImageBuild } from '@craftastic/contract/image-build';
import type { Progress } from '@craftastic/contract/progress';
import { ImageBuildError } from '@craftastic/runtime/image-build/build-error';
import { type ContextFile, contextFile } from '@craftastic/runtime/image-build/context-files';
import type { BuildContext, ImageAnswer } from '@craftastic/runtime/image-build/image-request';
import { SandboxError } from '@craftastic/runtime/runtime';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import { type EnvironmentOfSandbox, SESSION_LIMITS } from '../sandboxes/spec.ts';
import type { RepositoryClient } from '../sandboxes/supervisor-client.ts';

export type Devcontainer = NonNullable<Awaited<ReturnType<RepositoryClient['repository']['devcontainer']>>>;

/** As a session's, for half an hour. */
const BUILD_LIMITS = { ...SESSION_LIMITS, seconds: 30 * 60 };

/** Of one file: it is in memory as a whole, in each of two processes. */
const FILE_BYTES = 32 * 1024 ** 2;
/** More than these are no source code. */
const MOST_FILES = 200_000;
const AT_ONCE = 10_000;

interface Wanted {
  sandboxes: Sandboxes;
  environment: EnvironmentOfSandbox;
  devcontainer: Devcontainer;
  buildDiskBytes: number;
}

interface Told {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  onOutput: (text: string) => void;
}

/**
 * The image that a branch's devcontainer.json describes: built, and with the user that it names. Null where it describes
 * none, where a person's settings name one, and where sandboxes have no images.
 */
export async function imageOf(
  { sandboxes, environment, devcontainer, buildDiskBytes }: Wanted,
  client: RepositoryClient,
  told: Told,
): Promise<ImageAnswer | null> {
  const { builder } = sandboxes.runtime;
  const { build, image, user } = devcontainer;
  if (builder === null || environment.image !== null || (build === null && image === null)) return null;
  if (build && 'refusal' in build) {
    throw contractError('IMAGE_BUILD_FAILED', { message: build.refusal, data: { output: '' } });
  }
  let said = '';
  const onOutput = (text: string) => {
    said = (said + text).slice(-FAILURE_OUTPUT);
    told.onOutput(text);
  };
  try {
    return await builder.prepare(
      {
        environmentId: environment.id,
        from: build ? { build: build.plan, context: contextOf(client, build.plan) } : { image: image ?? '' },
        user,
        owner: sandboxes.owner,
        limits: { ...BUILD_LIMITS, diskBytes: buildDiskBytes },
      },
      { ...told, onOutput },
    );
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    const output = said || error.output;
    throw contractError('IMAGE_BUILD_FAILED', { message: error.message, data: { output }, cause: error });
  }
}

/** The end of all that a build wrote, kept with its failure. */
const FAILURE_OUTPUT = 16 * 1024;

/** Files of the branch, as the repository's sandbox gives them from git. What it says is checked here. */
function contextOf({ repository }: RepositoryClient, { context: { tree } }: ImageBuild): BuildContext {
  return {
    async files(signal) {
      const files: ContextFile[] = [];
      for await (const part of await repository.contextEntries({ tree }, { signal })) {
        for (const entry of part) files.push(...[contextFile(entry) ?? []].flat());
        if (files.length > MOST_FILES) {
          throw new ImageBuildError(`The folder that the build takes from has more than ${MOST_FILES} files.`);
        }
      }
      return files;
    },
    async *contents(oids) {
      for (let start = 0; start < oids.length; start += AT_ONCE) {
        const part = oids.slice(start, start + AT_ONCE);
        for await (const blobs of await repository.contextBlobs({ oids: part, maxBytes: FILE_BYTES })) {
          yield blobs.map(({ oid, base64 }) => ({
            oid,
            content: base64 === null ? null : Buffer.from(base64, 'base64'),
          }));
        }
      }
    },
  };
}
