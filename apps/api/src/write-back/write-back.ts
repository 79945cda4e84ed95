import { contractError, isContractError } from '@craftastic/contract/contract-error';
import type { ThingConflict } from '@craftastic/contract/thing-conflict';
import type { Saved, ThingSource } from '@craftastic/contract/thing-edits';
import type { Database } from '@craftastic/db/database';
import type { User } from '@craftastic/db/generated/client';
import type { Logger } from 'pino';
import type { Environments } from '../environments/environments.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import type { SyncParts } from '../sync/sync.ts';
import { type Readable, readable } from '../things/readable.ts';
import type { Things } from '../things/things.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Commits } from './commits.ts';
import { dropEdit, keepEdit, keptEdit, keptEdits, markDirection, type Whose } from './conflicts.ts';
import { type NewThing, planCreate } from './plan-create.ts';
import { type Move, planMove } from './plan-move.ts';
import { type Blocked, type Edit, planSave } from './plan-save.ts';
import { conflictError, presentConflict } from './present-conflict.ts';
import {
  fileAt,
  formatOfPath,
  notEditable,
  requireSynced,
  requireVersion,
  type Synced,
  sourceOf,
  versionOf,
} from './present-state.ts';

export interface WriteBackParts {
  database: Database;
  environments: Environments;
  sandboxes: Sandboxes;
  upstream: Upstream;
  things: Things;
  syncs: SyncParts;
  log: Logger;
}

interface InBranch {
  ns: string;
  branch?: string | undefined;
}

interface Named extends InBranch {
  id: string;
}

interface Commit {
  message?: string | undefined;
  newBranch?: string | undefined;
}

/**
 * Edits of Things. Git is the truth: an edit becomes a commit on the upstream's branch, and readers see it when that commit is
 * synced like any other, so nothing has to be kept in step and nothing comes back as a change. What is kept here are edits
 * that could not be merged.
 */
export class WriteBack {
  readonly #parts: WriteBackParts;
  readonly #commits: Commits;

  constructor(parts: WriteBackParts) {
    this.#parts = parts;
    this.#commits = new Commits(parts);
  }

  async source(user: User, input: Named): Promise<ThingSource> {
    const context = await readable(this.#parts.database, input);
    const now = await requireVersion(this.#parts, context, input.id);
    const format = formatOfPath(now.path);
    const kept = await keptEdit(this.#parts.database, whose(context, [now.id, input.id], user));
    const common = {
      $id: now.id,
      ns: context.bindingNs,
      branch: context.branch,
      path: now.path,
      format,
      version: now.version,
      commit: now.commit,
      conflict: kept !== null,
    };
    const lastGood = { type: now.type, data: now.data, content: now.content };
    if (now.deleted || context.commit === null) {
      return { ...common, ...lastGood, refusal: `It is deleted in ${context.branch}.` };
    }
    try {
      const file = await fileAt(this.#parts, context, context.commit, now.path);
      if (file === null) throw notEditable(`It is deleted in ${context.branch}.`);
      // As its file has it: the database keeps no order of keys.
      const { thing } = sourceOf(context, now.path, file);
      const { type, data, content } = thing;
      return { ...common, type, data, content, refusal: pullRefusal(context) };
    } catch (error) {
      if (!isContractError(error, 'THING_NOT_EDITABLE')) throw error;
      return { ...common, ...lastGood, refusal: error.message };
    }
  }

  /** The file of an edit before and after, as it would be saved now. */
  async preview(input: Edit): Promise<{ path: string; before: string; after: string }> {
    const context = requireSynced(await this.#editable(input));
    const planned = await planSave(this.#parts, context, input, false);
    if ('now' in planned) {
      throw conflictError(context, planned, { mine: planned.mine, message: '', createdAt: new Date() });
    }
    const { path, before, content } = planned.change;
    const text = (bytes: Uint8Array | null) => (bytes === null ? '' : new TextDecoder().decode(bytes));
    return { path, before: text(before), after: text(content) };
  }

  /** Throws THING_CONFLICT where it can't be merged, with the edit kept. */
  async save(user: User, input: Edit & Commit & { resolves: boolean }): Promise<Saved> {
    const { database } = this.#parts;
    const { id: contextId, ...context } = await this.#editable(input);
    const saved = await this.#commits.make(user, input, async (synced) => {
      const planned = await planSave(this.#parts, synced, input, input.newBranch !== undefined);
      if ('now' in planned) throw await this.#keep(user, synced, planned, input);
      return { ...planned.change, message: input.message?.trim() || `Edit ${planned.name}` };
    });
    const edited = { ns: context.bindingNs, branch: context.branch, ids: [saved.$id, input.id] };
    if (input.resolves) await dropEdit(database, { ...edited, userId: user.id });
    if (input.newBranch === undefined || input.resolves) {
      await markDirection(database, contextId, edited, input.newBranch === undefined ? 'do' : 'git');
    }
    return saved;
  }

  async create(user: User, input: InBranch & NewThing & Commit): Promise<Saved> {
    await this.#editable(input);
    return this.#commits.make(user, input, async (context) => {
      const { change, name } = await planCreate(this.#parts, context, input);
      return { ...change, message: input.message?.trim() || `Add ${name}` };
    });
  }

  /** Its file under another name. Who asks for it by the old id is led to it. */
  async move(user: User, input: InBranch & Move & Commit): Promise<Saved> {
    await this.#editable(input);
    return this.#commits.make(user, input, async (context) => {
      const { change, name } = await planMove(this.#parts, context, input);
      return { ...change, message: input.message?.trim() || `Move ${name} to ${change.path}` };
    });
  }

  async remove(user: User, input: Named & Commit & { base: number }): Promise<Saved> {
    await this.#editable(input);
    const saved = await this.#commits.make(user, input, async (context) => {
      const now = await requireVersion(this.#parts, context, input.id);
      const parent = context.commit;
      const file = now.deleted ? null : await fileAt(this.#parts, context, parent, now.path);
      const message = input.message?.trim() || `Delete ${now.name}`;
      const common = { id: now.id, parent, path: now.path, content: null, merged: false, message };
      if (file === null) return { ...common, expected: null, before: null };
      if (now.version !== input.base) {
        throw contractError('FILE_CHANGED', {
          message: 'It has changed since you saw it. Look at it again before you delete it.',
          data: { path: now.path, version: file.oid },
        });
      }
      return { ...common, expected: file.oid, before: file.bytes };
    });
    if (input.newBranch === undefined) await this.dropConflict(user, input);
    return saved;
  }

  async conflicts(user: User, input: { ns: string; branch?: string | undefined }) {
    const { bindingNs, branch } = await readable(this.#parts.database, input);
    return keptEdits(this.#parts.database, { ns: bindingNs, branch, userId: user.id });
  }

  async conflict(user: User, input: Named): Promise<ThingConflict> {
    const context = await readable(this.#parts.database, input);
    const now = await requireVersion(this.#parts, context, input.id);
    const kept = await keptEdit(this.#parts.database, whose(context, [now.id, input.id], user));
    if (!kept) throw contractError('NOT_FOUND', { message: 'No edit of yours waits to be resolved here.' });
    const base = await versionOf(this.#parts, context, kept.base);
    const { type, data, content } = now;
    // Where the file can't be read now, this is its last good version.
    const theirs = now.deleted ? null : { type, data, content };
    return presentConflict(context, { now, base, theirs }, kept);
  }

  async dropConflict(user: User, input: Named): Promise<void> {
    const context = await readable(this.#parts.database, input);
    const now = await requireVersion(this.#parts, context, input.id);
    const key = whose(context, [now.id, input.id], user);
    await dropEdit(this.#parts.database, key);
    await markDirection(this.#parts.database, context.id, key, 'git');
  }

  async #keep(user: User, context: Synced, blocked: Blocked, { base, message = '' }: Edit & Commit) {
    const { database } = this.#parts;
    const edited = { ns: context.bindingNs, branch: context.branch, ids: [blocked.now.id] };
    const kept = await keepEdit(database, { ...edited, userId: user.id }, { base, mine: blocked.mine, message });
    await markDirection(database, context.id, edited, 'git');
    return conflictError(context, blocked, kept);
  }

  async #editable(input: { ns: string; branch?: string | undefined }): Promise<Readable> {
    const context = await readable(this.#parts.database, input);
    const refusal = pullRefusal(context);
    if (refusal !== null) throw notEditable(refusal);
    return context;
  }
}

function pullRefusal({ binding }: Readable): string | null {
  return binding.syncMode === 'pull'
    ? `${binding.ns} only takes in what is pushed to git. Whoever administers it can change its sync mode to push or mirror.`
    : null;
}

/** By all ids that it is asked for by: one from before a rename leads to the one of now. */
function whose(context: Readable, ids: string[], user: User): Whose {
  return { ns: context.bindingNs, branch: context.branch, ids, userId: user.id };
}
