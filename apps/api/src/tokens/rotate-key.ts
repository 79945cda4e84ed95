import { join } from 'node:path';
import { type Database, openDatabase } from '@craftastic/db/database';
import { Prisma } from '@craftastic/db/generated/client';
import { resealVariables } from '../environments/variables.ts';
import { DataPaths } from '../paths.ts';
import { ROOT, type Settings } from '../settings.ts';
import { resealWebhookSecret } from '../webhooks/webhooks.ts';
import { newKey, readKeyFile, writeKeyFile } from './key-file.ts';
import { resealTokenRow } from './tokens.ts';
import { Vault } from './vault.ts';

/** What was sealed anew. */
export interface Rotated {
  tokens: number;
  environments: number;
}

/**
 * Seal every secret with a new key. The key file has both while that goes on, and the rows change in one transaction, so a
 * process that is killed anywhere leaves what can be read, and can be begun again. Keys of CRAFTASTIC_SECRET_KEY are
 * changed by whoever sets it: the new one in front of the old, then this, then without the old.
 */
export async function rotateKey(settings: Settings): Promise<Rotated> {
  const paths = new DataPaths(settings.dataDirectory);
  // The lock that comes with it keeps a server from sealing with the old key meanwhile.
  const database = await openDatabase({
    url: settings.databaseUrl,
    embeddedDirectory: paths.postgres,
    migrations: join(ROOT, 'prisma/migrations'),
  });
  try {
    if (settings.secretKeys) {
      const [key, ...older] = settings.secretKeys;
      return await resealAll(database, new Vault(key, ...older));
    }
    const key = newKey();
    const older = await readKeyFile(paths.key);
    await writeKeyFile(paths.key, [key, ...older]);
    const rotated = await resealAll(database, new Vault(key, ...older));
    await writeKeyFile(paths.key, [key]);
    return rotated;
  } finally {
    await database.close();
  }
}

const TIMEOUT_MS = 10 * 60_000;

function resealAll({ client }: Database, vault: Vault): Promise<Rotated> {
  return client.$transaction(
    async (tx) => {
      const tokens = await tx.token.findMany();
      for (const row of tokens) await tx.token.update({ where: { id: row.id }, data: resealTokenRow(vault, row) });
      const environments = await tx.environment.findMany({
        select: { id: true, variables: true, webhookSecret: true },
      });
      for (const { id, variables, webhookSecret } of environments) {
        const secret = resealWebhookSecret(vault, id, webhookSecret);
        await tx.environment.update({
          where: { id },
          data: {
            variables: resealVariables(vault, id, variables) as unknown as Prisma.InputJsonValue,
            webhookSecret: secret ?? Prisma.DbNull,
          },
        });
      }
      return { tokens: tokens.length, environments: environments.length };
    },
    { timeout: TIMEOUT_MS, maxWait: TIMEOUT_MS },
  );
}
