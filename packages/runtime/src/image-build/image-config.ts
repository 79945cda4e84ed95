import type { ImageInspectInfo } from 'dockerode';
import { z } from 'zod';
import { LineError } from './build-error.ts';
import type { BaseImage } from './resolve-build.ts';

/** What the engine tells of an image that somebody else has made; fields that are not set may be null, or not there. */
const Config = z.object({
  User: z.string().nullish(),
  WorkingDir: z.string().nullish(),
  Env: z.array(z.string()).nullish(),
  Shell: z.array(z.string()).nullish(),
  OnBuild: z.array(z.string()).nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
});

/** Throws where it has `ONBUILD`, which would be commands that nobody who reads the Dockerfile sees; `line` is its FROM. */
export function baseOf(info: ImageInspectInfo, line: number | null): BaseImage {
  const config = Config.parse(info.Config ?? {});
  if (line !== null && (config.OnBuild ?? []).length > 0) {
    throw new LineError(
      line,
      'the image has instructions of its own for what is built on it (ONBUILD), which is not supported here.',
    );
  }
  const pairs = (config.Env ?? []).map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return {
    id: info.Id,
    environment: Object.fromEntries(pairs),
    workdir: config.WorkingDir || '/',
    user: config.User ?? '',
    shell: config.Shell ?? null,
  };
}

const Metadata = z.array(z.object({ remoteUser: z.string().optional(), containerUser: z.string().optional() }));

/** The user whom an image is made for: by its label of devcontainers, of which the last word counts, else by its USER; '' for none. */
export function imageUser(info: ImageInspectInfo, userOfBuild: string | null): string {
  const config = Config.parse(info.Config ?? {});
  const metadata = Metadata.safeParse(jsonOf(config.Labels?.['devcontainer.metadata'] ?? '[]'));
  const parts = metadata.success ? metadata.data : [];
  const named =
    parts.findLast((part) => part.remoteUser)?.remoteUser ??
    parts.findLast((part) => part.containerUser)?.containerUser;
  return named ?? (userOfBuild ?? config.User ?? '').split(':')[0] ?? '';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
