import { contractError, isContractError } from '@craftastic/contract/contract-error';
import { RefRules } from '@craftastic/contract/ref-rules';
import type { Saved } from '@craftastic/contract/thing-edits';
import type { Binding, User } from '@craftastic/db/generated/client';
import { authorOf } from '../auth/author.ts';
import { syncContext } from '../sync/sync.ts';
import { type Readable, readable } from '../things/readable.ts';
import { fileAt, presentVersion, requireSynced, type Synced } from './present-state.ts';
import type { WriteBackParts } from './write-back.ts';

/** One file of a commit to be. */
export interface Change {
  /** Of the Thing. */
  id: string;
  /** The commit that it goes on top of. */
  parent: string;
  /** In the repository. */
  path: string;
  /** The blob that is there now; null for none. */
  expected: string | null;
  before: Uint8Array | null;
  /** Null takes the file away. */
  content: Uint8Array | null;
  /** Where the file was: it goes from there. */
  from?: { path: string; expected: string };
  /** It has a change of git's in it that the edit did not begin from. */
  merged: boolean;
}

interface Target {
  ns: string;
  branch?: string | undefined;
  newBranch?: string | undefined;
}

/** So often the branch may move while an edit is on its way. */
const ATTEMPTS = 5;

/** Makes commits of edits, on branches that others move too. */
export class Commits {
  readonly #parts: WriteBackParts;

  constructor(parts: WriteBackParts) {
    this.#parts = parts;
  }

  /**
   * Commit what `plan` says, which is asked with the branch synced at its head, and asked again where the branch has moved
   * meanwhile. Answers once the commit is on the upstream and readers see it.
   */
  async make(
    user: User,
    target: Target,
    plan: (context: Synced) => Promise<Change & { message: string }>,
  ): Promise<Saved> {
    const author = authorOf(user);
    if (author === null) throw contractError('GIT_IDENTITY_MISSING');
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const { binding, branch: from } = await readable(this.#parts.database, target);
      const context = await this.#caughtUp(binding, from);
      const change = await plan(context);
      const branch = target.newBranch ?? context.branch;
      const common = { $id: change.id, branch, merged: change.merged };
      if (target.newBranch === undefined && isSame(change.before, change.content)) {
        const version = await presentVersion(this.#parts, context, change.id);
        return { ...common, commit: change.parent, committed: false, synced: true, version: shown(version) };
      }
      const made = await this.#commit(context, { id: user.id, author }, branch, change, target.newBranch !== undefined);
      if (made === null) {
        // Another one was first. A remote has to be asked for what it has now.
        if (context.binding.environment.repositoryUrl !== null) {
          await this.#parts.environments.followUpstream(context.binding.environmentId);
        }
        continue;
      }
      return { ...common, ...made, ...(await this.#synced(context, branch, change.id)) };
    }
    throw contractError('UNAVAILABLE', { message: 'The branch moves faster than this edit; try again in a moment.' });
  }

  /** Null where the branch has moved. */
  async #commit(
    context: Readable,
    user: { id: string; author: { name: string; email: string } },
    branch: string,
    { parent, path, expected, content, from, message, ...rest }: Change & { message: string },
    create: boolean,
  ): Promise<{ commit: string; committed: boolean } | null> {
    const { environment } = context.binding;
    const base64 = content === null ? null : Buffer.from(content).toString('base64');
    const rules = RefRules.parse(environment.refRules);
    // A push to a remote goes with the token of who made the edit, never with that of whoever owns the environment.
    using push = this.#parts.sandboxes.pushTicket(environment.id, user.id);
    const input = {
      branch,
      parent,
      create,
      changes: [{ path, expected, base64 }, ...(from ? [{ ...from, base64: null }] : [])],
      message,
      rules,
      ticket: push.ticket,
    };
    try {
      const { outcome, commit } = await this.#parts.sandboxes.withRepository(
        this.#parts.environments.ofSandbox(environment),
        ({ repository }) => repository.commitUpstream(input, { context: { author: user.author } }),
      );
      return outcome === 'moved' ? null : { commit, committed: outcome === 'committed' };
    } catch (error) {
      if (!create || !isContractError(error, 'BRANCH_EXISTS')) throw error;
      const commit = await this.#isThere(context, branch, { path, content, ...rest });
      if (commit === null) throw error;
      return { commit, committed: false };
    }
  }

  /** The head of a branch that has the file as it is wanted: an answer that got lost is asked for again. */
  async #isThere(
    context: Readable,
    branch: string,
    { path, content }: Pick<Change, 'path' | 'content'>,
  ): Promise<string | null> {
    const { environmentId } = context.binding;
    await this.#parts.upstream.look(environmentId);
    const row = await this.#parts.database.client.gitRef.findUnique({
      where: { environmentId_ref: { environmentId, ref: `refs/heads/${branch}` } },
    });
    if (!row) return null;
    const file = await fileAt(this.#parts, context, row.commit, path);
    return isSame(file?.bytes ?? null, content) ? row.commit : null;
  }

  /** The context of a branch, at its head as far as this server knows that. */
  async #caughtUp({ ns, environmentId }: Pick<Binding, 'ns' | 'environmentId'>, branch: string): Promise<Synced> {
    const { database, upstream, syncs } = this.#parts;
    await upstream.look(environmentId);
    const { id } = await readable(database, { ns, branch });
    await upstream.take([id]);
    await syncContext(syncs, id);
    return requireSynced(await readable(database, { ns, branch }));
  }

  /** The commit is made, so what fails from here is made up for by the next look. */
  async #synced(context: Readable, branch: string, id: string): Promise<Pick<Saved, 'synced' | 'version'>> {
    const { environments, log } = this.#parts;
    const { environmentId, environment } = context.binding;
    // Sessions of a hosted repository see it as fetched.
    if (environment.repositoryUrl === null) {
      environments.followUpstream(environmentId).catch((error) => log.info({ err: error }, 'an edit was not fetched'));
    }
    try {
      const now = await this.#caughtUp(context.binding, branch);
      return { synced: true, version: shown(await presentVersion(this.#parts, now, id)) };
    } catch (error) {
      // No context follows a branch that no pattern matches.
      if (!isContractError(error, 'BRANCH_NOT_FOUND'))
        log.warn({ err: error }, 'an edit was committed, and not synced yet');
      return { synced: false, version: null };
    }
  }
}

const shown = (version: { version: number; deleted: boolean } | null) =>
  version && !version.deleted ? version.version : null;

function isSame(before: Uint8Array | null, after: Uint8Array | null): boolean {
  return before === null || after === null ? before === after : Buffer.from(before).equals(after);
}
