import { newId } from '@craftastic/contract/ids';

const PREFIX = '.craftastic-';
const SUFFIX = '.tmp';

/** Beside the file it will become, since a rename is atomic within one file system only. */
export function temporaryName(): string {
  return `${PREFIX}${newId()}${SUFFIX}`;
}

/** Ours, and of no interest to anyone who watches. */
export function isTemporary(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
}
