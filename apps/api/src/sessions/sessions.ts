import { rm } from 'node:fs/promises';
import { contractError, isContractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { Progress } from '@craftastic/contract/progress';
import type { Session, Usage } from '@craftastic/contract/sessions';
import type { Database } from '@craftastic/db/database';
import type { Session as SessionRow, User } from '@craftastic/db/generated/client';
import type { SandboxRuntime } from '@craftastic/runtime/runtime';
import type { Logger } from 'pino';
import { authorOf } from '../auth/author.ts';
import type { Environments } from '../environments/environments.ts';
import { failureOf, keptFailure } from '../http/failure.ts';
import { Jobs } from '../jobs.ts';
import type { Bus } from '../live/bus.ts';
import type { DataPaths } from '../paths.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import type { EnvironmentOfSandbox } from '../sandboxes/spec.ts';
import type { SessionClient } from '../sandboxes/supervisor-client.ts';
import type { Settings } from '../settings.ts';
import type { SessionHub } from './hub.ts';
import type { Devcontainer } from './image-of.ts';
import { runSetup, startSession } from './start.ts';
import { ToldSessions } from './told-sessions.ts';

interface Parts {
  settings: Settings;
  database: Database;
  paths: DataPaths;
  bus: Bus;
  sandboxes: Sandboxes;
  environments: Environments;
  log: Logger;
}

/** Branches that are open on this server: made, started, stopped and removed here. Only `save` of {@link ToldSessions} writes a status. */
export class Sessions {
  readonly #parts: Parts;
  readonly #told: ToldSessions;
  readonly #jobs = new Jobs();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#told = new ToldSessions(parts);
  }

  get hub(): SessionHub {
    return this.#told.hub;
  }

  /** Those of some environments. */
  async list(environmentIds: readonly string[]): Promise<Session[]> {
    const where = { environmentId: { in: [...environmentIds] } };
    const rows = await this.#table.findMany({ where, orderBy: { createdAt: 'asc' } });
    return rows.map((row) => this.present(row));
  }

  async row(id: string): Promise<SessionRow> {
    const row = await this.#table.findUnique({ where: { id } });
    if (!row) throw contractError('NOT_FOUND', { message: 'There is no such session; it may have been removed.' });
    return row;
  }

  async create(
    user: User,
    input: {
      environmentId: string;
      branch: string;
      base?: string | undefined;
      name?: string | undefined;
    },
  ): Promise<Session> {
    const { environmentId, branch } = input;
    await this.#parts.environments.ready(environmentId);
    const holder = await this.#table.findUnique({ where: { environmentId_branch: { environmentId, branch } } });
    if (holder) throw inUse(holder);
    const data = {
      id: newId(),
      environmentId,
      userId: user.id,
      branch,
      name: input.name ?? branch,
      base: input.base ?? null,
      status: 'starting' as const,
      runtime: this.#parts.sandboxes.runtime.name,
    };
    const row = await this.#table.create({ data }).catch(async (error) => {
      // Two asked for one branch at the same time; the unique index told the second.
      const first =
        error.code === 'P2002' &&
        (await this.#table.findUnique({ where: { environmentId_branch: { environmentId, branch } } }));
      throw first ? inUse(first) : error;
    });
    this.#runStart(row);
    return this.#told.publish(row);
  }

  rename(id: string, name: string): Promise<Session> {
    return this.#told.save(id, { name });
  }

  /** Start a stopped session, or try again after an error. One that runs or is starting is left alone. */
  async start(id: string): Promise<Session> {
    const row = await this.row(id);
    const setupFailed = row.status === 'running' && row.error !== null && !row.setUp;
    const buildFailed = row.status === 'running' && keptFailure(row.error)?.code === 'IMAGE_BUILD_FAILED';
    if (row.status !== 'stopped' && row.status !== 'error' && !setupFailed && !buildFailed) return this.present(row);
    // Another sandbox takes its place.
    if (buildFailed) this.hub.close(id);
    const shown = await this.#told.save(id, { status: 'starting', error: null, lastActiveAt: new Date() });
    this.#runStart(row);
    return shown;
  }

  async stop(id: string): Promise<Session> {
    const row = await this.row(id);
    if (row.status === 'stopped' || row.status === 'removing') return this.present(row);
    const shown = await this.#told.save(id, { status: 'stopping' });
    void this.#jobs.cancel(id).then(() => this.#runStop(id));
    return shown;
  }

  /** Stop a session that may not go on, and say why in its place. */
  async stopFor(id: string, reason: unknown): Promise<void> {
    await this.#told.save(id, { status: 'stopping' });
    await this.#jobs.cancel(id);
    await this.#runStop(id, reason);
  }

  /** Remove a session with its worktree. Refused, without `force`, while it holds work that exists nowhere else. */
  async remove(id: string, force: boolean): Promise<void> {
    const row = await this.row(id);
    if (!force) await this.#refuseLoss(row);
    await this.#jobs.cancel(id);
    await this.#told.save(id, { status: 'removing', error: null });
    await this.#runRemoval(row.id, force);
  }

  async #refuseLoss(row: SessionRow): Promise<void> {
    if (!row.checkedOut) return; // nobody has worked in it yet
    const environment = await this.#parts.environments.row(row.environmentId);
    const loss = await this.#parts.sandboxes.withRepository(this.#parts.environments.ofSandbox(environment), (client) =>
      client.repository.lossOf({ sessionId: row.id }),
    );
    if (loss.uncommitted + loss.unpushed + loss.stashes > 0) throw contractError('WORK_WOULD_BE_LOST', { data: loss });
  }

  /** The supervisor of a running session, to forward a call to. */
  async client(id: string): Promise<SessionClient> {
    const row = await this.row(id);
    if (row.status !== 'running') throw contractError('SESSION_NOT_RUNNING');
    return this.#parts.sandboxes.session(id);
  }

  /** Take up, after a start of the server, what runs, and go on with what a killed one left half done. */
  async resume(runningSandboxes: ReadonlySet<string>): Promise<void> {
    for (const row of await this.#table.findMany()) {
      if (row.status === 'starting') this.#runStart(row);
      else if (row.status === 'stopping') void this.#runStop(row.id);
      else if (row.status === 'removing')
        // Without force: the work is all there unless its deletion had begun, and then nothing counts as work any more.
        this.#runRemoval(row.id, false).catch((error) => this.#parts.log.error({ err: error }, 'removal failed'));
      else if (row.status === 'running' && runningSandboxes.has(row.id)) {
        await this.#introduce(row).catch((error) => this.#parts.log.warn({ err: error }, 'a session does not answer'));
        this.hub.open(row.id, this.#parts.sandboxes.session(row.id));
        if (!row.setUp && row.error === null) this.#runStart(row);
      } else if (row.status === 'running') await this.#told.save(row.id, { status: 'stopped' });
    }
  }

  /** A sandbox has ended by itself: out of memory, killed from outside, or its main process gone. */
  async sandboxEnded(id: string): Promise<void> {
    const row = await this.#table.findUnique({ where: { id } });
    if (row?.status !== 'running' || this.#jobs.isRunning(id)) return;
    this.hub.close(id);
    const output = await this.#parts.sandboxes.runtime.logs(id).catch(() => '');
    const why = this.#told.endedByMemory(id)
      ? 'The sandbox ended because its programs wanted more memory than it has.'
      : 'The sandbox ended by itself.';
    const message = `${why} Its files are all there; start the session again.`;
    await this.#told.save(id, { status: 'error', error: { code: 'SANDBOX_FAILED', message, output } });
  }

  outOfMemory(id: string): void {
    this.#told.outOfMemory(id);
  }

  /** The sessions that run now, with what decides whether they are idle. */
  running(): Promise<(SessionRow & { environment: { idleMinutes: number } })[]> {
    return this.#table.findMany({
      where: { status: 'running' },
      include: { environment: { select: { idleMinutes: true } } },
    });
  }

  /** What the start of a session, such as the build of its image, has written so far. */
  startLog(id: string): string {
    return this.#told.logs.text(id);
  }

  touch(id: string, at?: Date): Promise<void> {
    return this.#told.touch(id, at);
  }

  setUsage(id: string, usage: Omit<Usage, 'diskBytes'>): Promise<void> {
    return this.#told.setUsage(id, usage);
  }

  /** How many of somebody's are on their way up. */
  startingOf(userId: string): Promise<number> {
    return this.#table.count({ where: { userId, status: 'starting' } });
  }

  async setDiskUse(id: string, bytes: number): Promise<void> {
    await this.#table.updateMany({ where: { id }, data: { diskBytes: BigInt(bytes) } });
  }

  /** Tell whoever has a session of an environment open that its branch may stand otherwise at GitHub. */
  async tellGithub(environmentId: string): Promise<void> {
    const rows = await this.#table.findMany({ where: { environmentId }, select: { id: true } });
    for (const { id } of rows) this.hub.publish(id, { type: 'github' });
  }

  /** Tell running sandboxes who commits in their terminals from now on. */
  async setAuthor(user: User): Promise<void> {
    const rows = await this.running();
    await Promise.allSettled(rows.map((row) => (row.userId === user.id ? this.#introduce(row) : null)));
  }

  /** Tell the running sandboxes of an environment what its settings say now. */
  async settingsChanged(environmentId: string): Promise<void> {
    const rows = await this.running();
    await Promise.allSettled(rows.map((row) => (row.environmentId === environmentId ? this.#introduce(row) : null)));
  }

  /** Tell a running sandbox who commits in it, where its origin is now, and what its dev server is. */
  async #introduce(row: SessionRow): Promise<void> {
    const { environments, sandboxes, database } = this.#parts;
    const environment = await environments.row(row.environmentId);
    const user = await database.client.user.findUniqueOrThrow({ where: { id: row.userId } });
    const origin = environments.originOf(environment);
    const devServer = { command: environment.devCommand, port: environment.devPort };
    await sandboxes.session(row.id).configure({ author: authorOf(user), origin, devServer });
  }

  #runStart(row: SessionRow): void {
    const { id } = row;
    this.#jobs.run(id, async (signal) => {
      const tell = (progress: Progress) => this.#told.tell(id, progress);
      try {
        const { client, setupScript, buildError } = await this.#bringUp(row, tell, signal);
        const unset = !row.setUp && setupScript.trim() !== '';
        // It is written for the image that was not built.
        const settingUp = unset && buildError === null;
        const opened = { checkedOut: true, base: null, setUp: !unset, lastActiveAt: new Date() };
        const error = buildError === null ? null : failureOf(buildError, this.#parts.log);
        await this.#told.save(id, { status: 'running', error, ...opened }, settingUp ? 'work-goes-on' : 'work-ends');
        // Only now: who hears its first word looks into its row, for whether it has files.
        this.hub.open(id, client);
        if (!settingUp) return;
        tell({ phase: 'Running the setup script', percent: null });
        await runSetup(client, this.hub, row, setupScript, signal);
        await this.#told.save(id, { setUp: true }, 'work-ends');
      } catch (error) {
        if (signal.aborted) return; // whoever cancelled writes the next status
        // A session whose setup failed is open all the same: that is where it is put right.
        const status = isContractError(error, 'SETUP_FAILED') ? 'running' : 'error';
        await this.#told.save(id, { status, error: failureOf(error, this.#parts.log) }, 'work-ends');
      } finally {
        this.#told.workEnded(id);
      }
    });
  }

  async #bringUp(row: SessionRow, tell: (progress: Progress) => void, signal: AbortSignal) {
    const { environments, sandboxes, database } = this.#parts;
    const environment = await environments.ready(row.environmentId);
    const [user, donor] = await Promise.all([
      database.client.user.findUniqueOrThrow({ where: { id: row.userId } }),
      this.#table.findFirst({
        where: { environmentId: row.environmentId, id: { not: row.id }, checkedOut: true },
        orderBy: { lastActiveAt: 'desc' },
      }),
    ]);
    const ofSandbox = environments.ofSandbox(environment);
    const devcontainer = environment.useDevcontainer ? await this.#devcontainerOf(ofSandbox, row) : null;
    const setUnused = (unusedKeys: string[]) =>
      this.#table.updateMany({ where: { id: row.id }, data: { unusedKeys } }).then(() => {});
    const unused = unusedOf(devcontainer, { image: environment.image, runtime: sandboxes.runtime.name });
    await setUnused(unused);
    let buildError: unknown = null;
    const client = await startSession({
      sandboxes,
      environment: ofSandbox,
      devcontainer,
      buildDiskBytes: this.#parts.settings.buildDiskBytes,
      row,
      copyList: environment.copyList,
      donorId: donor?.id ?? null,
      author: authorOf(user),
      tell,
      tellOutput: (text) => this.#told.logs.append(row.id, text),
      onRootWanted: () => setUnused([...unused, 'remoteUser']),
      onBuildFailed: (error) => {
        buildError = error;
      },
      signal,
    });
    await this.#introduce(row);
    return { client, buildError, setupScript: environment.setupScript.trim() || (devcontainer?.setUp ?? '') };
  }

  #devcontainerOf(environment: EnvironmentOfSandbox, { branch, base }: SessionRow): Promise<Devcontainer | null> {
    return this.#parts.sandboxes.withRepository(environment, ({ repository }) =>
      repository.devcontainer({ branch, ...(base === null ? {} : { base }) }),
    );
  }

  #runStop(id: string, reason?: unknown): Promise<void> {
    return this.#jobs.run(id, async () => {
      try {
        this.hub.close(id);
        await this.#parts.sandboxes.stop(id);
        const why = reason === undefined ? null : failureOf(reason, this.#parts.log);
        await this.#told.save(id, { status: why ? 'error' : 'stopped', error: why });
      } catch (error) {
        await this.#told.save(id, { status: 'error', error: failureOf(error, this.#parts.log) });
      }
    });
  }

  #runRemoval(id: string, force: boolean): Promise<void> {
    return this.#jobs.run(id, async () => {
      const { sandboxes, environments, paths } = this.#parts;
      const row = await this.row(id);
      try {
        this.hub.close(id);
        await sandboxes.stop(id);
        // Again, now that nothing in it can make more: a commit may have come between the question and the stop.
        if (!force) await this.#refuseLoss(row);
        const environment = environments.ofSandbox(await environments.row(row.environmentId));
        await sandboxes.withRepository(environment, (client) => client.repository.removeWorktree({ sessionId: id }));
        await sandboxes.remove(id);
        await rm(paths.run(id), { recursive: true, force: true });
        await this.#table.deleteMany({ where: { id } });
      } catch (error) {
        await this.#told.save(
          id,
          isContractError(error, 'WORK_WOULD_BE_LOST')
            ? { status: 'stopped' }
            : { status: 'error', error: failureOf(error, this.#parts.log) },
        );
        throw error;
      }
      this.#told.removed(row);
    });
  }

  present(row: SessionRow): Session {
    return this.#told.present(row);
  }

  get #table() {
    return this.#told.table;
  }

  /** Let go of everything; sandboxes go on. */
  async close(): Promise<void> {
    this.hub.closeAll();
    await this.#jobs.cancelAll();
  }
}

/** What a person's settings have decided is not told of as unused. */
function unusedOf(
  devcontainer: Devcontainer | null,
  { image, runtime }: { image: string | null; runtime: SandboxRuntime['name'] },
): string[] {
  if (devcontainer === null) return [];
  const { build, user, unused } = devcontainer;
  const hasImage = devcontainer.image !== null || build !== null;
  const ofImage = [...(build ? ['build'] : hasImage ? ['image'] : []), ...(user === null ? [] : ['remoteUser'])];
  if (image !== null) return unused;
  // Without containers there is neither; without an image, nobody is in it.
  return [...(runtime === 'local' || !hasImage ? ofImage : []), ...unused];
}

function inUse(holder: SessionRow) {
  return contractError('BRANCH_IN_USE', {
    message: `${holder.branch} is open in the session «${holder.name}».`,
    data: { branch: holder.branch, sessionId: holder.id, sessionName: holder.name },
  });
}
