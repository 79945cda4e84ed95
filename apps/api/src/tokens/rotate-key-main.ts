// npm run rotate-key
import { DatabaseError } from '@craftastic/db/embedded-postgres';
import { readSettings, SettingsError } from '../settings.ts';
import { rotateKey } from './rotate-key.ts';

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const { tokens, environments } = await rotateKey(settings);
  console.log(`Sealed ${tokens} tokens and the secrets of ${environments} environments with the new key.`);
  console.log(
    settings.secretKeys
      ? 'Now take the older keys out of CRAFTASTIC_SECRET_KEY.'
      : 'The key before it is gone. Backups from before need it: keep it where you keep them, or make a new one.',
  );
}

main().catch((error: Error) => {
  const known = error instanceof SettingsError || error instanceof DatabaseError;
  process.stderr.write(`${known ? error.message : `It failed, and nothing has changed: ${error.stack ?? error}`}\n`);
  process.exit(1);
});
