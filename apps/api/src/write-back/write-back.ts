import { contractError, isContractError } from '@craftastic/contract/contract-error';
import type { ThingConflict } from '@craftastic/contract/thing-conflict';
import type { Saved, ThingSource } from '@craftastic/contract/thing-edits';
import type { Database } from '@craftastic/db/database';
import type { User } from '@craftastic/db/generated/client';
import { editDocument } from '@craftastic/things/edit-document';
import { formatOf } from '@craftastic/things/format';
import { pathMatcherOf } from '@craftastic/things/globs';
import { idOfPath } from '@craftastic/things/identity';
import { type Editable, type Merge, mergeThing } from '@craftastic/things/merge-thing';
import { parseFile } from '@craftastic/things/parse';
import { planEdit } from '@craftastic/things/plan-edit';
import type { Logger } from 'pino';
import type { Environments } from '../environments/environments.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import { ownership, type SyncParts } from '../sync/sync.ts';
import { type Readable, readable } from '../things/readable.ts';
import type { Things } from '../things/things.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { type Change, Commits } from './commits.ts';
import { dropEdit, type KeptEdit, keepEdit, keptEdit, keptEdits, markDirection } from './conflicts.ts';
import {
  fileAt,
  formatOfPath,
  notEditable,
  parseOptionsOf,
  pathBelow,
  presentVersion,
  requireSynced,
  type Synced,
  sourceOf,
  type Version,
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

interface Named {
  ns: string;
  branch?: string | undefined;
  id: string;
}

interface Edit extends Named {
  base: number;
  type?: string | undefined;
  data: Record<string, unknown>;
  content?: string | null | undefined;
}

interface Commit {
  message?: string | undefined;
  newBranch?: string | undefined;
}

/** An edit that can be committed. */
interface Planned {
  change: Change;
  /** Of the Thing. */
  name: string;
}

/** An edit that meets another one: `theirs` is null where the file is gone. */
interface Blocked {
  now: Version;
  base: Version;
  mine: Editable;
  theirs: Editable | null;
}

const EMPTY = new Uint8Array();

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
    const now = await this.#present(context, input.id);
    const format = formatOfPath(now.path);
    const kept = await keptEdit(this.#parts.database, whose(context, now.id, user));
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
    const planned = await this.#planSave(context, input, false);
    if ('now' in planned)
      throw this.#conflictError(context, planned, { ...planned, message: '', createdAt: new Date() });
    const { change } = planned;
    const text = (bytes: Uint8Array | null) => new TextDecoder().decode(bytes ?? EMPTY);
    return { path: change.path, before: text(change.before), after: text(change.content) };
  }

  async save(user: User, input: Edit & Commit): Promise<Saved> {
    await this.#editable(input);
    const saved = await this.#commits.make(user, input, async (context) => {
      const planned = await this.#planSave(context, input, input.newBranch !== undefined);
      if ('now' in planned) {
        const key = whose(context, planned.now.id, user);
        const { mine } = planned;
        const kept = await keepEdit(this.#parts.database, key, {
          base: input.base,
          mine,
          message: input.message ?? '',
        });
        await markDirection(this.#parts.database, context.id, key, 'git');
        throw this.#conflictError(context, planned, kept);
      }
      const { change, name } = planned;
      return { ...change, message: input.message?.trim() || `Edit ${name}` };
    });
    // Resolved, where it was one of those that wait.
    if (input.newBranch === undefined) {
      const context = await readable(this.#parts.database, input);
      await dropEdit(this.#parts.database, whose(context, saved.$id, user));
      await markDirection(this.#parts.database, context.id, whose(context, saved.$id, user), 'do');
    }
    return saved;
  }

  async create(
    user: User,
    input: { ns: string; branch?: string | undefined; path: string; type?: string | undefined } & Omit<
      Edit,
      keyof Named | 'base'
    > &
      Commit,
  ): Promise<Saved> {
    await this.#editable(input);
    return this.#commits.make(user, input, async (context) => {
      const below = await this.#newPath(context, input.path);
      const path = context.binding.path === '' ? below : `${context.binding.path}/${below}`;
      const options = parseOptionsOf(context);
      const { thing: empty } = parseFile(below, EMPTY, options);
      const content = /\.mdx?$|\.markdown$/i.test(below) ? (input.content ?? '') : null;
      const wanted = { type: input.type ?? empty?.type ?? '', data: input.data, content };
      const bytes = planEdit(below, EMPTY, wanted, options);
      if (typeof bytes === 'string') throw notEditable(bytes);
      const { thing } = parseFile(below, bytes, options);
      if (!thing) throw notEditable('The file would give no Thing.');
      const present = await fileAt(this.#parts, context, context.commit, path);
      if (present !== null && !Buffer.from(bytes).equals(present.bytes))
        throw contractError('FILE_EXISTS', { data: { path } });
      const other = await presentVersion(this.#parts, context, thing.id);
      if (present === null && other && !other.deleted && other.id === thing.id) {
        throw contractError('FILE_EXISTS', {
          message: `${other.path} gives ${thing.id} already.`,
          data: { path: other.path },
        });
      }
      const message = input.message?.trim() || `Add ${thing.name}`;
      const parent = context.commit;
      return {
        id: thing.id,
        parent,
        path,
        expected: present?.oid ?? null,
        before: present?.bytes ?? null,
        content: bytes,
        merged: false,
        message,
      };
    });
  }

  async remove(user: User, input: Named & Commit & { base: number }): Promise<Saved> {
    await this.#editable(input);
    const saved = await this.#commits.make(user, input, async (context) => {
      const now = await this.#present(context, input.id);
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
    const now = await this.#present(context, input.id);
    const kept = await keptEdit(this.#parts.database, whose(context, now.id, user));
    if (!kept) throw contractError('NOT_FOUND', { message: 'No edit of yours waits to be resolved here.' });
    const base = await versionOf(this.#parts, context, kept.base);
    const { type, data, content } = now;
    // Where the file can't be read now, this is its last good version.
    const theirs = now.deleted ? null : { type, data, content };
    return this.#presentConflict(context, { now, base, theirs }, kept);
  }

  async dropConflict(user: User, input: Named): Promise<void> {
    const context = await readable(this.#parts.database, input);
    const now = await this.#present(context, input.id);
    const key = whose(context, now.id, user);
    await dropEdit(this.#parts.database, key);
    await markDirection(this.#parts.database, context.id, key, 'git');
  }

  /** What an edit comes to on top of what the branch is synced at, or what is in its way there. */
  async #planSave(context: Synced, input: Edit, onOwnBranch: boolean): Promise<Planned | Blocked> {
    const now = await this.#present(context, input.id);
    const base = input.base === now.version ? now : await versionOf(this.#parts, context, input.base);
    if (base.id !== now.id && base.id !== input.id) {
      throw contractError('BAD_INPUT', { message: 'base: is a version of another Thing.' });
    }
    const mine: Editable = {
      type: input.type ?? base.type,
      data: input.data,
      content: input.content === undefined ? base.content : input.content,
    };
    const file = now.deleted ? null : await fileAt(this.#parts, context, context.commit, now.path);
    if (file === null) {
      // Gone in git. Whoever has seen that, and saves all the same, makes it anew.
      if (now.deleted && input.base === now.version) return { change: this.#anew(context, now, mine), name: now.name };
      if (onOwnBranch) return { change: await this.#onBase(context, base, mine), name: base.name };
      return { now, base, mine, theirs: null };
    }
    const { thing } = sourceOf(context, now.path, file);
    const theirs = { type: thing.type, data: thing.data, content: thing.content };
    const merge = mergeThing(base, mine, theirs);
    if (merge.fields.length > 0 || merge.body !== null) {
      // A branch of its own may begin where the edit did: there nothing is in its way.
      if (onOwnBranch) return { change: await this.#onBase(context, base, mine), name: base.name };
      return { now, base, mine, theirs };
    }
    const content = this.#edited(context, now.path, file.bytes, merge.merged);
    const merged = base.version !== now.version && !Buffer.from(content).equals(file.bytes);
    const { oid: expected, bytes: before } = file;
    return {
      change: { id: now.id, parent: context.commit, path: now.path, expected, before, content, merged },
      name: thing.name,
    };
  }

  #anew(context: Synced, gone: Version, mine: Editable): Change {
    const below = pathBelow(context, gone.path);
    const isByPath = idOfPath(context.bindingNs, below) === gone.id;
    const format = formatOfPath(gone.path);
    const named = isByPath ? EMPTY : editDocument(format, EMPTY, { keys: { $id: gone.id }, content: '' });
    const content = this.#edited(context, gone.path, named ?? EMPTY, mine);
    return {
      id: gone.id,
      parent: context.commit,
      path: gone.path,
      expected: null,
      before: null,
      content,
      merged: false,
    };
  }

  async #onBase(context: Readable, base: Version, mine: Editable): Promise<Change> {
    const file = await fileAt(this.#parts, context, base.commit, base.path);
    if (file === null) throw notEditable('The commit that it began from is gone.');
    const content = this.#edited(context, base.path, file.bytes, mine);
    return {
      id: base.id,
      parent: base.commit,
      path: base.path,
      expected: file.oid,
      before: file.bytes,
      content,
      merged: false,
    };
  }

  #edited(context: Readable, path: string, bytes: Uint8Array, wanted: Editable): Uint8Array {
    const edited = planEdit(pathBelow(context, path), bytes, wanted, parseOptionsOf(context));
    if (typeof edited === 'string') throw notEditable(edited);
    return edited;
  }

  #conflictError(context: Readable, blocked: Blocked, kept: Pick<KeptEdit, 'mine' | 'message' | 'createdAt'>) {
    const data = { conflict: this.#presentConflict(context, blocked, kept) };
    return blocked.theirs === null
      ? contractError('THING_CONFLICT', { message: 'It was deleted in git meanwhile. Your version is kept.', data })
      : contractError('THING_CONFLICT', { data });
  }

  #presentConflict(
    context: Readable,
    { now, base, theirs }: Omit<Blocked, 'mine'>,
    { mine, message, createdAt }: Pick<KeptEdit, 'mine' | 'message' | 'createdAt'>,
  ): ThingConflict {
    const merge: Merge = theirs === null ? { merged: mine, fields: [], body: null } : mergeThing(base, mine, theirs);
    const { type, data, content } = base;
    return {
      $id: now.id,
      ns: context.bindingNs,
      branch: context.branch,
      path: now.path,
      base: { version: base.version, type, data, content },
      mine,
      theirs: theirs && { version: now.version, commit: now.commit, ...theirs },
      ...merge,
      next: now.version,
      message,
      createdAt: createdAt.toISOString(),
    };
  }

  async #present(context: Readable, id: string): Promise<Version> {
    const now = await presentVersion(this.#parts, context, id);
    if (!now) throw contractError('NOT_FOUND', { message: 'There is no such Thing in this branch.' });
    return now;
  }

  async #editable(input: { ns: string; branch?: string | undefined }): Promise<Readable> {
    const context = await readable(this.#parts.database, input);
    const refusal = pullRefusal(context);
    if (refusal !== null) throw notEditable(refusal);
    return context;
  }

  /** A path below the namespace's folder that a new Thing can have. */
  async #newPath(context: Readable, path: string): Promise<string> {
    const clean = path.trim().replace(/^(?:\.?\/)+/, '');
    const parts = clean.split('/');
    const isPath = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\p{Cc}\\]/u.test(part));
    if (!isPath || parts.some((part) => part.toLowerCase() === '.git')) {
      throw contractError('FILE_NAME_INVALID', { data: { path: clean } });
    }
    if (formatOf(clean) === null) {
      throw contractError('FILE_NAME_INVALID', {
        message: 'The name has to end with .md, .mdx, .yaml, .yml, .json or .jsonld.',
        data: { path: clean },
      });
    }
    const owns = await ownership(this.#parts.database, context.binding);
    if (!owns(clean) || !pathMatcherOf(context.binding.contentPatterns)(clean)) {
      throw contractError('FILE_NAME_INVALID', {
        message: `${context.bindingNs} does not take in ${clean}: see the content patterns of its binding.`,
        data: { path: clean },
      });
    }
    return clean;
  }
}

function pullRefusal({ binding }: Readable): string | null {
  return binding.syncMode === 'pull'
    ? `${binding.ns} only takes in what is pushed to git. Whoever administers it can change its sync mode to push or mirror.`
    : null;
}

function whose(context: Readable, id: string, user: User) {
  return { ns: context.bindingNs, branch: context.branch, id, userId: user.id };
}
