import { rm } from 'node:fs/promises';
import { contractError } from '@craftastic/contract/contract-error';
import type { Branch, Environment, EnvironmentSettings } from '@craftastic/contract/environments';
import { newId } from '@craftastic/contract/ids';
import type { Failure, Progress } from '@craftastic/contract/progress';
import { RefRules } from '@craftastic/contract/ref-rules';
import type { Database } from '@craftastic/db/database';
import { type Environment as EnvironmentRow, Prisma, type User } from '@craftastic/db/generated/client';
import { KeyedQueue } from '@craftastic/runtime/keyed-queue';
import type { Logger } from 'pino';
import { authorOf } from '../auth/author.ts';
import { repositoryUrlOf } from '../git-proxy/hosts.ts';
import { failureOf, keptFailure } from '../http/failure.ts';
import { Jobs, SERVER_ENDS } from '../jobs.ts';
import type { Bus } from '../live/bus.ts';
import type { DataPaths } from '../paths.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import type { EnvironmentOfSandbox } from '../sandboxes/spec.ts';
import type { Settings } from '../settings.ts';
import type { Vault } from '../tokens/vault.ts';
import { nameFromUrl, slugFor } from './slug.ts';
import { keepVariables, openVariables, presentVariables } from './variables.ts';

interface Parts {
  settings: Settings;
  database: Database;
  paths: DataPaths;
  bus: Bus;
  vault: Vault;
  sandboxes: Sandboxes;
  log: Logger;
}

/** An environment as everybody who may read it sees it; the role is each reader's own. */
export type EnvironmentRecord = Omit<Environment, 'role'>;

type Change = Omit<Prisma.EnvironmentUpdateInput, 'error'> & { error?: Failure | null };

/** Repositories on this server: made, cloned, changed and removed here. Only `#save` writes a status. */
export class Environments {
  readonly #parts: Parts;
  /** Clones and removals under way, by environment. */
  readonly #jobs = new Jobs();
  /** What is read or written of a row is published before the next: else a screen may be left with the older state. */
  readonly #order = new KeyedQueue();
  /** What a clone is at; shown, not kept. */
  readonly #progress = new Map<string, Progress>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async list(ids: readonly string[]): Promise<EnvironmentRecord[]> {
    const rows = await this.#table.findMany({ where: { id: { in: [...ids] } }, orderBy: { createdAt: 'asc' } });
    return rows.map((row) => this.present(row));
  }

  async row(id: string): Promise<EnvironmentRow> {
    const row = await this.#table.findUnique({ where: { id } });
    if (!row) throw contractError('NOT_FOUND', { message: 'There is no such environment; it may have been removed.' });
    return row;
  }

  async create(user: User, input: { url?: string | undefined; name?: string | undefined }): Promise<EnvironmentRecord> {
    const url = input.url === undefined ? null : repositoryUrlOf(input.url, this.#parts.settings);
    const name = input.name ?? (url === null ? 'New repository' : nameFromUrl(url));
    for (let attempt = 0; ; attempt += 1) {
      const taken = new Set((await this.#table.findMany({ select: { slug: true } })).map(({ slug }) => slug));
      try {
        const row = await this.#table.create({
          data: {
            id: newId(),
            ownerId: user.id,
            name,
            slug: slugFor(name, taken),
            repositoryUrl: url,
            status: 'cloning',
          },
        });
        const shown = this.#publish(row);
        this.#runClone(row);
        return shown;
      } catch (error) {
        // Two at once chose one slug; the unique index told the second, which chooses again.
        if (attempt >= 5 || (error as { code?: unknown }).code !== 'P2002') throw error;
      }
    }
  }

  async update(id: string, change: Partial<EnvironmentSettings>): Promise<EnvironmentRecord> {
    const { variables, ...rest } = change;
    const data: Change = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    if (variables) {
      const { variables: kept } = await this.row(id);
      data.variables = keepVariables(this.#parts.vault, id, variables, kept) as unknown as Prisma.InputJsonValue;
    }
    return this.#save(id, data);
  }

  /** Clone again after an error. */
  async retry(id: string): Promise<EnvironmentRecord> {
    const row = await this.row(id);
    if (row.status !== 'error') return this.present(row);
    const shown = await this.#save(id, { status: 'cloning', error: null });
    this.#runClone(await this.row(id));
    return shown;
  }

  async cancel(id: string): Promise<EnvironmentRecord> {
    await this.#jobs.cancel(id);
    return this.present(await this.row(id));
  }

  /** Go on with what a killed server left half done. */
  async resume(): Promise<void> {
    for (const row of await this.#table.findMany({ where: { status: { in: ['cloning', 'removing'] } } })) {
      if (row.status === 'cloning') this.#runClone(row);
      else this.#runRemoval(row.id);
    }
  }

  /** Remove an environment without sessions: its sandbox, its repository, its record. */
  async remove(id: string): Promise<void> {
    const row = await this.row(id);
    const sessions = await this.#parts.database.client.session.count({ where: { environmentId: id } });
    if (sessions > 0) throw contractError('ENVIRONMENT_IN_USE', { data: { sessions } });
    await this.#jobs.cancel(id);
    await this.#save(row.id, { status: 'removing' });
    await this.#runRemoval(id);
  }

  async branches(id: string): Promise<Branch[]> {
    const row = await this.ready(id);
    const [found, sessions] = await Promise.all([
      this.#parts.sandboxes.withRepository(this.ofSandbox(row), (client) => client.repository.branches()),
      this.#parts.database.client.session.findMany({
        where: { environmentId: id },
        select: { id: true, branch: true },
      }),
    ]);
    const sessionOf = new Map(sessions.map((session) => [session.branch, session.id]));
    return found.map(({ worktree: _, ...branch }) => ({
      ...branch,
      isDefault: branch.name === row.defaultBranch,
      sessionId: sessionOf.get(branch.name) ?? null,
    }));
  }

  async fetch(id: string): Promise<Branch[]> {
    await this.followUpstream(id);
    return this.branches(id);
  }

  /** Bring the remote's branches up to date, for sessions that start from them and those that count behind them. */
  async followUpstream(id: string): Promise<void> {
    const row = await this.ready(id);
    await this.#parts.sandboxes.withRepository(this.ofSandbox(row), async (client) => {
      for await (const _ of await client.repository.fetch());
    });
  }

  /** How many of somebody's are being cloned. */
  cloningOf(userId: string): Promise<number> {
    return this.#table.count({ where: { ownerId: userId, status: 'cloning' } });
  }

  /** The row of an environment that has been cloned. */
  async ready(id: string): Promise<EnvironmentRow> {
    const row = await this.row(id);
    if (row.status !== 'ready') throw contractError('ENVIRONMENT_NOT_READY');
    return row;
  }

  async setDiskUse(id: string, bytes: number): Promise<void> {
    await this.#save(id, { diskBytes: BigInt(bytes) });
  }

  /** As the table has it: sealed, or null to take no webhooks. */
  async setWebhookSecret(id: string, kept: { keyId: string; secret: string } | null): Promise<void> {
    await this.#save(id, { webhookSecret: kept ?? Prisma.DbNull });
  }

  /** What its sandboxes are made from, with secrets in the clear. */
  ofSandbox(row: EnvironmentRow): EnvironmentOfSandbox {
    const variables = openVariables(this.#parts.vault, row.id, row.variables);
    return { id: row.id, image: row.image, origin: this.originOf(row), variables };
  }

  /** Where its Push goes. */
  originOf(row: Pick<EnvironmentRow, 'repositoryUrl' | 'slug'>): string {
    return row.repositoryUrl ?? `${this.#parts.settings.publicUrl}/git/${row.slug}.git`;
  }

  #runClone(row: EnvironmentRow): void {
    this.#jobs.run(row.id, async (signal) => {
      try {
        const defaultBranch = await this.#clone(row, signal);
        await this.#save(row.id, { status: 'ready', defaultBranch: row.defaultBranch ?? defaultBranch, error: null });
      } catch (error) {
        if (signal.reason === SERVER_ENDS) return;
        const shown = signal.aborted ? contractError('CANCELLED', { message: 'The clone was cancelled.' }) : error;
        await this.#save(row.id, { status: 'error', error: failureOf(shown, this.#parts.log) });
      } finally {
        this.#progress.delete(row.id);
      }
    });
  }

  async #clone(row: EnvironmentRow, signal: AbortSignal): Promise<string | null> {
    const tell = (progress: Progress) => this.#tell(row.id, progress);
    const environment = this.ofSandbox(row);
    tell({ phase: 'Starting the sandbox', percent: null });
    return this.#parts.sandboxes.withRepository(
      environment,
      async ({ repository }) => {
        if (row.repositoryUrl === null) {
          const owner = await this.#parts.database.client.user.findUniqueOrThrow({ where: { id: row.ownerId } });
          const author = authorOf(owner) ?? { name: 'Craftastic', email: 'craftastic@localhost' };
          const made = await repository.createHosted({ url: environment.origin, name: row.name, author }, { signal });
          return made.defaultBranch;
        }
        const steps = await repository.clone({ url: row.repositoryUrl }, { signal });
        for (;;) {
          const step = await steps.next();
          if (step.done) return step.value.defaultBranch;
          tell(step.value);
        }
      },
      { signal, onProgress: tell },
    );
  }

  #runRemoval(id: string): Promise<void> {
    return this.#jobs.run(id, async () => {
      const { sandboxes, paths } = this.#parts;
      await sandboxes.remove(id);
      await sandboxes.runtime.removeEnvironment(id);
      await rm(paths.repository(id), { recursive: true, force: true });
      await rm(paths.run(id), { recursive: true, force: true });
      await this.#table.deleteMany({ where: { id } });
      this.#parts.bus.publish({ type: 'environment-removed', id });
    });
  }

  #tell(id: string, progress: Progress): void {
    const last = this.#progress.get(id);
    const same =
      last?.phase === progress.phase && Math.floor(last.percent ?? -1) === Math.floor(progress.percent ?? -1);
    this.#progress.set(id, progress);
    // Git counts many times a second; a listener needs each per cent once.
    if (same) return;
    void this.#order
      .run(id, async () => {
        const row = await this.#table.findUnique({ where: { id } });
        if (row?.status === 'cloning') this.#publish(row);
      })
      .catch((error) =>
        this.#parts.log.warn({ err: error, environmentId: id }, 'the progress of a clone was not told'),
      );
  }

  async #save(id: string, { error, ...change }: Change): Promise<EnvironmentRecord> {
    const data: Prisma.EnvironmentUpdateInput = {
      ...change,
      ...(error === undefined ? {} : { error: error ?? Prisma.DbNull }),
    };
    return this.#order.run(id, async () => {
      const row = await this.#table.update({ where: { id }, data }).catch((failure) => {
        if (failure.code === 'P2025')
          throw contractError('NOT_FOUND', { message: 'There is no such environment; it may have been removed.' });
        throw failure;
      });
      return this.#publish(row);
    });
  }

  #publish(row: EnvironmentRow): EnvironmentRecord {
    const environment = this.present(row);
    this.#parts.bus.publish({ type: 'environment', environment });
    return environment;
  }

  present(row: EnvironmentRow): EnvironmentRecord {
    return {
      id: row.id,
      name: row.name,
      slug: row.slug,
      repositoryUrl: this.originOf(row),
      hosted: row.repositoryUrl === null,
      webhook: row.webhookSecret !== null,
      defaultBranch: row.defaultBranch,
      image: row.image,
      variables: presentVariables(row.variables),
      setupScript: row.setupScript,
      copyList: row.copyList,
      idleMinutes: row.idleMinutes,
      refRules: RefRules.parse(row.refRules),
      devCommand: row.devCommand,
      devPort: row.devPort,
      useDevcontainer: row.useDevcontainer,
      status: row.status,
      progress: row.status === 'cloning' ? (this.#progress.get(row.id) ?? null) : null,
      error: row.status === 'error' ? keptFailure(row.error) : null,
      diskBytes: row.diskBytes === null ? null : Number(row.diskBytes),
      createdAt: row.createdAt.toISOString(),
    };
  }

  get #table() {
    return this.#parts.database.client.environment;
  }

  async close(): Promise<void> {
    await this.#jobs.cancelAll();
  }
}
