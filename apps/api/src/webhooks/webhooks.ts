import { randomBytes } from 'node:crypto';
import { contractError } from '@craftastic/contract/contract-error';
import type { Database } from '@craftastic/db/database';
import { outliveDeadlocks } from '@craftastic/db/deadlock';
import { Prisma } from '@craftastic/db/generated/client';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Environments } from '../environments/environments.ts';
import type { Settings } from '../settings.ts';
import type { Vault } from '../tokens/vault.ts';
import { Coalesced } from '../upstream/coalesced.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { GithubEvent } from './github-event.ts';

interface Parts {
  settings: Settings;
  database: Database;
  vault: Vault;
  environments: Environments;
  upstream: Upstream;
  /** Tells the sessions of an environment that their branch stands otherwise at its host. */
  tell: (environmentId: string) => Promise<void>;
  log: Logger;
}

const Kept = z.object({ keyId: z.string(), secret: z.string() });
/** Hosts deliver again for some days; what comes later only causes one fetch more. */
const KEEP_DAYS = 7;

/** Webhooks of git hosts: the secret that signs them, and what follows from one. */
export class Webhooks {
  readonly #parts: Parts;
  /** A burst of pushes is one fetch, and one more for what came while it ran. */
  readonly #fetches = new Coalesced((id) => this.#follow(id));

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Make a secret, in place of the one before it. It is given out here and never again. */
  async create(environmentId: string): Promise<{ url: string; secret: string }> {
    const { environments, vault, settings } = this.#parts;
    const row = await environments.row(environmentId);
    if (row.repositoryUrl === null) {
      throw contractError('BAD_INPUT', { message: 'This server hosts the repository itself: it needs no webhook.' });
    }
    const secret = randomBytes(32).toString('base64url');
    const sealed = vault.seal(secret, owner(environmentId));
    await environments.setWebhookSecret(environmentId, {
      keyId: sealed.keyId,
      secret: Buffer.from(sealed.secret).toString('base64'),
    });
    return { url: `${settings.publicUrl}/api/webhooks/github?environment=${environmentId}`, secret };
  }

  async remove(environmentId: string): Promise<void> {
    await this.#parts.environments.setWebhookSecret(environmentId, null);
  }

  /** The secret of an environment; null where it expects no webhooks, or is none. */
  async secretOf(environmentId: string): Promise<string | null> {
    const row = await this.#parts.database.client.environment.findUnique({
      where: { id: environmentId },
      select: { webhookSecret: true },
    });
    const kept = Kept.safeParse(row?.webhookSecret).data;
    if (!kept) return null;
    const sealed = { keyId: kept.keyId, secret: new Uint8Array(Buffer.from(kept.secret, 'base64')) };
    return this.#parts.vault.unseal(sealed, owner(environmentId));
  }

  /**
   * Take what a host has signed. False for a delivery that has been taken before. A branch that moved is marked, so that
   * the screen says so at once, and fetched by and by; one that fails is made up for by the clock.
   */
  async take(environmentId: string, delivery: { id: string; name: string; event: GithubEvent }): Promise<boolean> {
    const { client } = this.#parts.database;
    const longAgo = new Date(Date.now() - KEEP_DAYS * 86_400_000);
    await client.webhookDelivery.deleteMany({ where: { environmentId, receivedAt: { lt: longAgo } } });
    const { id, name, event } = delivery;
    const data = [{ environmentId, id, event: name }];
    const { count } = await client.webhookDelivery.createMany({ data, skipDuplicates: true });
    if (count === 0) return false;
    if (event.kind === 'told') await this.#parts.tell(environmentId);
    if (event.kind !== 'moved') return true;
    if (event.branch !== null) {
      // A look that finds the branch where it was sets it right again.
      const where = { binding: { environmentId }, branch: event.branch, session: '', status: 'active' } as const;
      const data = { syncStatus: 'pending', syncError: Prisma.DbNull } as const;
      await outliveDeadlocks(() => client.branchContext.updateMany({ where, data }));
    }
    this.#fetches.run(environmentId).catch((error) => {
      this.#parts.log.info({ err: error, environment: environmentId }, 'what a webhook told of was not fetched');
    });
    return true;
  }

  async #follow(environmentId: string): Promise<void> {
    await this.#parts.environments.followUpstream(environmentId);
    await this.#parts.upstream.look(environmentId);
  }

  async close(): Promise<void> {
    await this.#fetches.idle();
  }
}

/** A secret as it is kept, under the present key. */
export function resealWebhookSecret(vault: Vault, environmentId: string, value: unknown): z.infer<typeof Kept> | null {
  const kept = Kept.safeParse(value).data;
  if (!kept) return null;
  const sealed = { keyId: kept.keyId, secret: new Uint8Array(Buffer.from(kept.secret, 'base64')) };
  const again = vault.seal(vault.unseal(sealed, owner(environmentId)), owner(environmentId));
  return { keyId: again.keyId, secret: Buffer.from(again.secret).toString('base64') };
}

const owner = (environmentId: string) => ['webhook', environmentId];
