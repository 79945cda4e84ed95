import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SettingsError } from '../settings.ts';

const KEY_BYTES = 32;

export const newKey = (): Buffer => randomBytes(KEY_BYTES);

/** The keys of a data folder, the one to seal with first. One is made at the first use, readable by its owner alone. */
export async function readKeyFile(path: string): Promise<[Buffer, ...Buffer[]]> {
  await writeFile(path, `${newKey().toString('base64')}\n`, { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await chmod(path, 0o600);
  const [key, ...older] = (await readFile(path, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.from(line, 'base64'));
  if (!key || [key, ...older].some(({ length }) => length !== KEY_BYTES)) {
    throw new SettingsError(`${path} holds no key of ${KEY_BYTES} bytes in base64; put the right one back.`);
  }
  return [key, ...older];
}

/** In one step: whoever reads it, after whatever crash, finds the keys from before or these. */
export async function writeKeyFile(path: string, keys: readonly Buffer[]): Promise<void> {
  const scratch = `${path}.new`;
  const file = await open(scratch, 'w', 0o600);
  try {
    await file.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(scratch, 0o600);
  await rename(scratch, path);
  const directory = await open(dirname(path), 'r');
  await directory.sync().finally(() => directory.close());
}
