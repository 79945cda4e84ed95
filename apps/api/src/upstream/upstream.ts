import { contractError } from '@craftastic/contract/contract-error';
import type { Database } from '@craftastic/db/database';
import { outliveDeadlocks } from '@craftastic/db/deadlock';
import type { Environment, Prisma } from '@craftastic/db/generated/client';
import { type RefChange, refChanges } from '@craftastic/things/ref-changes';
import type { Logger } from 'pino';
import type { Environments } from '../environments/environments.ts';
import type { EventLog, NewEvent } from '../events/event-log.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import type { RepositoryClient } from '../sandboxes/supervisor-client.ts';
import { rowsOf } from '../sync/rows.ts';
import { Coalesced } from './coalesced.ts';
import { applyContexts, type Move, takeHeads } from './contexts.ts';

interface Parts {
  database: Database;
  environments: Environments;
  sandboxes: Sandboxes;
  events: EventLog;
  log: Logger;
}

/** Commits and paths are told of so many branches of one look; the others' events have none. */
const MOST_TOLD = 200;
/** Moves of one branch within a look that get events of their own; older ones share one. */
const MOST_STEPS = 100;
/** The same for all branches of a look together. */
const MOST_STEPS_IN_ALL = 500;
/** Heads that a new branch's commits are counted beside. */
const MOST_KNOWN = 1000;

const BRANCH = 'refs/heads/';
const TAG = 'refs/tags/';

/**
 * What happens to the upstreams' refs. Whoever may have moved one (a push, a fetch, the clock) asks for a look; the look compares
 * the refs with those seen last. So it does not matter how a ref moved, and a lost hint costs a minute and no event.
 */
export class Upstream {
  readonly #parts: Parts;
  readonly #looks = new Coalesced((id) => this.#look(id));
  /** Environments whose last look failed. */
  readonly #failed = new Set<string>();
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Look at an environment's refs, and wait until what follows from them is written. */
  async look(environmentId: string): Promise<void> {
    if (!this.#closed) await this.#looks.run(environmentId);
  }

  /** Let contexts follow their branches to where these were seen last, also those that do so by hand only. */
  async take(contextIds: readonly number[]): Promise<void> {
    await outliveDeadlocks(() => this.#parts.database.client.$transaction((tx) => takeHeads(tx, contextIds)));
  }

  /** A hint that refs may have moved: nobody waits for it, and the clock makes up for one that fails. */
  hint(environmentId: string): void {
    void this.lookOrNote(environmentId);
  }

  /** Look, and wait for it, where what is already done stays done if the look fails; {@link hasFailed} tells then. */
  async lookOrNote(environmentId: string): Promise<void> {
    await this.look(environmentId).catch((error) => {
      this.#parts.log.warn({ err: error, environment: environmentId }, 'a look at the refs failed');
    });
  }

  /** Whether the last look at an environment failed, so that nothing is known of its refs now. */
  hasFailed(environmentId: string): boolean {
    return this.#failed.has(environmentId);
  }

  /** Look at every environment that has a binding; a repository sandbox is not woken for others. */
  async lookAtBound(): Promise<void> {
    const { database } = this.#parts;
    const where = { status: 'ready', bindings: { some: {} } } as const;
    // One that can't be looked at holds up no other.
    for (const { id } of await database.client.environment.findMany({ where, select: { id: true } }))
      await this.lookOrNote(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#looks.idle();
  }

  async #look(environmentId: string): Promise<void> {
    const { database, environments, sandboxes } = this.#parts;
    const environment = await database.client.environment.findUnique({ where: { id: environmentId } });
    if (environment?.status !== 'ready') return;
    try {
      await sandboxes.withRepository(environments.ofSandbox(environment), (client) =>
        this.#compare(environment, client),
      );
      this.#failed.delete(environmentId);
    } catch (error) {
      this.#failed.add(environmentId);
      throw error;
    }
  }

  async #compare(environment: Environment, { repository }: RepositoryClient): Promise<void> {
    const { database, events, environments } = this.#parts;
    const { id: environmentId } = environment;
    const seen = await this.#seen(environmentId);
    const refs = new Map((await repository.upstreamRefs()).map(({ ref, commit }) => [ref, commit]));
    const changes = refChanges(seen, refs);
    const moves = new Map<string, Move>();
    const told: NewEvent[] = [];
    const known = [...new Set([...seen].flatMap(([ref, commit]) => (ref.startsWith(BRANCH) ? [commit] : [])))];
    const repo = environments.originOf(environment);
    const isHosted = environment.repositoryUrl === null;
    let room = MOST_STEPS_IN_ALL;
    for (const [at, change] of changes.entries()) {
      const isBranch = change.ref.startsWith(BRANCH);
      const isTold = isBranch && at < MOST_TOLD;
      const steps = isTold && isHosted && room > 0 ? await stepsOf(repository, change, room) : [change];
      room -= steps.length;
      const paths: (string[] | null)[] = [];
      for (const step of steps) {
        const { before, after } = step;
        const details =
          isTold && after !== null
            ? await repository.upstreamChange({ before, after, known: known.slice(0, MOST_KNOWN) })
            : null;
        paths.push(details?.paths ?? null);
        told.push(eventOf(environmentId, repo, step, details));
      }
      if (isBranch) moves.set(change.ref.slice(BRANCH.length), { before: change.before, paths: allOf(paths) });
    }
    const merged = await mergedHeads(repository, changes, refs.get(`${BRANCH}${environment.defaultBranch}`));
    const branches = new Map(
      [...refs].flatMap(([ref, commit]) => (ref.startsWith(BRANCH) ? [[ref.slice(BRANCH.length), commit]] : [])),
    );
    await outliveDeadlocks(() =>
      database.client.$transaction(
        async (tx) => {
          // Looks of several servers take turns, and one that has seen old refs gives up: another one follows it.
          await tx.$executeRaw`SELECT 1 FROM environments WHERE id = ${environmentId} FOR UPDATE`;
          const now = await tx.gitRef.findMany({ where: { environmentId } });
          if (refChanges(seen, new Map(now.map(({ ref, commit }) => [ref, commit]))).length > 0) {
            throw contractError('UNAVAILABLE', { message: 'The refs were looked at by another server meanwhile.' });
          }
          await events.append(tx, told);
          await writeRefs(tx, environmentId, changes);
          await applyContexts(tx, environmentId, branches, moves, merged);
        },
        { timeout: 60_000, maxWait: 20_000 },
      ),
    );
    if (told.length > 0) events.tell();
  }

  async #seen(environmentId: string): Promise<Map<string, string>> {
    const rows = await this.#parts.database.client.gitRef.findMany({ where: { environmentId } });
    return new Map(rows.map(({ ref, commit }) => [ref, commit]));
  }
}

/** A ref's change, and when it was where that is known. */
interface Step extends RefChange {
  movedAt?: string;
}

/** Each push to a branch between two looks, where its log tells of them; else what they came to. */
async function stepsOf(
  repository: RepositoryClient['repository'],
  change: RefChange,
  room: number,
): Promise<readonly Step[]> {
  const { ref, before, after } = change;
  if (after === null) return [change];
  const { steps } = await repository.upstreamSteps({ ref, before, after, most: Math.min(MOST_STEPS, room) });
  // What it says comes out of a sandbox: it is an account of this change, or it is none.
  const isOne = steps?.every((step, at) => step.before === (at === 0 ? before : (steps[at - 1]?.after ?? null)));
  if (!steps || !isOne || steps.at(-1)?.after !== after) return [change];
  return steps.map(({ at, ...step }) => ({ ref, ...step, ...(at === null ? {} : { movedAt: at }) }));
}

/** The paths of several steps; null where one's are not known. */
function allOf(paths: readonly (readonly string[] | null)[]): string[] | null {
  const all = new Set<string>();
  for (const some of paths) {
    if (some === null) return null;
    for (const path of some) all.add(path);
  }
  return [...all];
}

async function writeRefs(
  tx: Prisma.TransactionClient,
  environmentId: string,
  changes: readonly RefChange[],
): Promise<void> {
  const gone = changes.flatMap(({ ref, after }) => (after === null ? [ref] : []));
  if (gone.length > 0) {
    await tx.$executeRaw`DELETE FROM git_refs WHERE environment_id = ${environmentId} AND ref = ANY(${gone}::text[])`;
  }
  const there = changes.flatMap(({ ref, after }) => (after === null ? [] : [{ ref, after }]));
  if (there.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO git_refs (environment_id, ref, commit)
    SELECT ${environmentId}, ref, after FROM json_to_recordset(${rowsOf(there)}::json) AS r(ref text, after text)
    ON CONFLICT (environment_id, ref) DO UPDATE SET commit = excluded.commit`;
}

type Details = Awaited<ReturnType<RepositoryClient['repository']['upstreamChange']>>;

function eventOf(environmentId: string, repo: string, change: Step, details: Details | null): NewEvent {
  const { ref, before, after, movedAt } = change;
  const common = { environmentId, repo, ref, before, after };
  if (ref.startsWith(TAG)) {
    const type = before === null ? 'git.tag.created' : after === null ? 'git.tag.deleted' : 'git.tag.moved';
    return { ...common, type, tag: ref.slice(TAG.length) };
  }
  const type = before === null ? 'git.branch.created' : after === null ? 'git.branch.deleted' : 'git.push';
  return {
    ...common,
    type,
    branch: ref.slice(BRANCH.length),
    commit: after,
    forced: details?.forced ?? false,
    commits: details?.commits ?? [],
    truncated: details?.truncated ?? after !== null,
    ...(movedAt === undefined ? {} : { movedAt }),
  };
}

/** Heads of branches that are gone and were merged: the default branch has their commits. */
async function mergedHeads(
  repository: RepositoryClient['repository'],
  changes: readonly RefChange[],
  defaultHead: string | undefined,
): Promise<Set<string>> {
  const merged = new Set<string>();
  const gone = changes.filter(({ ref, after }) => ref.startsWith(BRANCH) && after === null).slice(0, MOST_TOLD);
  for (const { before } of gone) {
    if (before === null || defaultHead === undefined) continue;
    const answer = await repository.upstreamMerged({ head: before, into: defaultHead });
    if (answer.merged) merged.add(before);
  }
  return merged;
}
