/**
 *   npm run backup -- FILE [--with-key]
 *   npm run restore -- FILE
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DatabaseError } from '@craftastic/db/embedded-postgres';
import { SandboxError } from '@craftastic/runtime/runtime';
import { readSettings, SettingsError } from '../settings.ts';
import { BackupError } from './archive.ts';
import { backUp } from './backup.ts';
import { restore } from './restore.ts';

const USAGE = 'npm run backup -- FILE [--with-key], or npm run restore -- FILE';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'with-key': { type: 'boolean' } } });
  const [verb, name, ...rest] = positionals;
  if (name === undefined || rest.length > 0 || (verb !== 'backup' && verb !== 'restore')) throw new BackupError(USAGE);
  const settings = readSettings(process.env);
  // npm runs this in the project's folder; the name is meant where it was typed.
  const file = resolve(process.env.INIT_CWD ?? process.cwd(), name);
  if (verb === 'restore') {
    const manifest = await restore(settings, file);
    const hasKey = manifest.parts.some((part) => part.name === 'keys/secret.key');
    console.log(`Restored the backup of ${manifest.createdAt} into ${settings.dataDirectory}.`);
    if (!hasKey) {
      console.log(
        'It has no secret key: put the old secret.key there before the server starts, or enter tokens and secrets anew.',
      );
    }
    return;
  }
  const withKey = values['with-key'] ?? false;
  await backUp(settings, file, { withKey });
  console.log(`Wrote ${file}.`);
  console.log(
    withKey
      ? 'It has the secret key: whoever has this file has every token and secret. Keep it as you keep those.'
      : `It has no secret key. Keep ${settings.dataDirectory}/secret.key in another safe place: without it no token can be read again.`,
  );
}

main().catch((error: Error) => {
  const known = [BackupError, SettingsError, DatabaseError, SandboxError].some((kind) => error instanceof kind);
  process.stderr.write(`${known ? error.message : `It failed: ${error.stack ?? error}`}\n`);
  process.exit(1);
});
