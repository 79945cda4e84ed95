import type { ImageBuild } from '@craftastic/contract/image-build';
import type { Progress } from '@craftastic/contract/progress';
import type { ReadContents } from './build-archive.ts';
import type { BuildLimits } from './build-container.ts';
import type { ContextFile } from './context-files.ts';

export const PHASE = 'Building the image of this branch';

/** What COPY takes from, read where the repository is. */
export interface BuildContext {
  files(signal: AbortSignal): Promise<ContextFile[]>;
  contents: ReadContents;
}

/** The image that a repository describes for its sessions. */
export interface ImageRequest {
  environmentId: string;
  from: { image: string } | { build: ImageBuild; context: BuildContext };
  /** Whom programs are to run as, by name; null for what the image says. */
  user: string | null;
  /** Who they do run as, and so who that name has to be. */
  owner: { uid: number; gid: number };
  limits: BuildLimits;
}

export interface ImageAnswer {
  image: string;
  /** Its user is the one that was asked for; `root` is given to nobody, and `none` was asked for or found. */
  user: 'given' | 'root' | 'none';
}

export interface BuildOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** What the build writes, as it comes. */
  onOutput?: (text: string) => void;
}

/** How a build goes, for all who wait for it. */
export type Told = { progress: Progress } | { output: string };
