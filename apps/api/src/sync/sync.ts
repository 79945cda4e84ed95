import { isDeepStrictEqual } from 'node:util';
import type { Database } from '@craftastic/db/database';
import { type Binding, type BranchContext, Prisma } from '@craftastic/db/generated/client';
import { wholeFile } from '@craftastic/things/diagnostic';
import { formatOf, typeRulesOf } from '@craftastic/things/format';
import { pathMatcherOf } from '@craftastic/things/globs';
import type { Parsed } from '@craftastic/things/parse';
import { type Plan, type Present, planSync } from '@craftastic/things/plan-sync';
import { BindingIndex } from '@craftastic/things/routing';
import type { Environments } from '../environments/environments.ts';
import type { EventLog } from '../events/event-log.ts';
import type { Sandboxes } from '../sandboxes/sandboxes.ts';
import { type Aim, aimOf } from './aim.ts';
import { BlobKeeper } from './blobs.ts';
import { lineOf } from './line.ts';
import { CONTEXT_CONTENT, slotOf } from './parts.ts';
import { ReadThings } from './read-things.ts';
import { chunksOf } from './rows.ts';
import type { SyncStates } from './sync-states.ts';
import { type SyncedFile, type TreeChanges, treeChanges } from './tree-changes.ts';
import { turnedFiles } from './turned-files.ts';
import { OvertakenError, writeSync } from './write-sync.ts';

export interface SyncParts {
  database: Database;
  environments: Environments;
  sandboxes: Sandboxes;
  events: EventLog;
  states: SyncStates;
  /** A draft has been synced; `seen`: readers see a difference. */
  onDraft: (context: BranchContext, seen: boolean) => void;
  /** A branch has files whose contents the sync has not kept. */
  keepFiles: (environmentId: string, contextId: number) => void;
}

type Context = BranchContext & { binding: Binding };

/** What a sync starts from: the context itself, or another one of its binding that it is copied from. */
export interface Base {
  contextId: number;
  commit: string;
  tree: string | null;
}

/** A file that is content, as it was read. */
export interface ReadFile extends Parsed {
  path: string;
  oid: string;
  changed: boolean;
}

/** Larger documents become no Things. */
const MOST_DOCUMENT_BYTES = 1024 * 1024;
const MOST_LINK_BYTES = 4096;
/** Blobs asked for in one call. */
const MOST_ASKED = 20_000;
/** Another server, or a change of the settings, may come between so often. */
const ATTEMPTS = 5;

/**
 * Bring a context to its head, or to what its session has on disk: read what differs, work out what follows, and write it in
 * one short transaction that is fenced by what was read. Readers see a whole state or the one before. Repeated or killed
 * anywhere, it ends the same.
 */
export async function syncContext(parts: SyncParts, contextId: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const context = await parts.database.client.branchContext.findUnique({
      where: { id: contextId },
      include: { binding: true },
    });
    if (context?.status !== 'active' || isCurrent(context)) return;
    try {
      await syncOnce(parts, context);
      return;
    } catch (error) {
      if (!(error instanceof OvertakenError) || attempt === ATTEMPTS) throw error;
    } finally {
      parts.states.ended(context);
    }
  }
}

/** Of a draft only a look at the disk can tell. */
function isCurrent({ session, head, commit, revision, syncStatus, binding }: Context): boolean {
  if (session !== '') return false;
  return head === null || (commit === head && revision === binding.revision && syncStatus === 'synced');
}

async function syncOnce(parts: SyncParts, context: Context): Promise<void> {
  const { database, environments, sandboxes, states } = parts;
  const { binding } = context;
  const environment = await environments.ready(binding.environmentId);
  const base = await baseOf(database, context);
  const owns = await ownership(database, binding);
  const work = await sandboxes.withRepository(environments.ofSandbox(environment), async ({ repository }) => {
    const aim = await aimOf(repository, context);
    if (aim === null) return null;
    const { changes, whole } = await readChanges(aim, base?.tree ?? null, owns);
    if (base !== null && !whole && aim.draft) await addTurned(database, context, base, aim.draft.uncommitted, changes);
    const shown = (percent: number) => states.goesOn(context, { phase: 'Reading files', percent });
    const read = await readFiles(parts, aim, { context, base, whole, changes, onProgress: shown });
    return { aim, whole, changes, ...read };
  });
  if (work === null) return;
  const seen = await writeSync(parts, { context, base, ...work });
  const isKept = ({ type, path, size }: SyncedFile) =>
    type !== 'file' || (work.files.has(path) && (size ?? 0) <= MOST_DOCUMENT_BYTES);
  if (context.session === '' && !work.changes.files.every(isKept)) parts.keepFiles(binding.environmentId, context.id);
  if (context.session !== '') parts.onDraft(context, seen);
  else if (seen) parts.events.tell();
}

/**
 * The state that the difference is taken from. A new branch starts as a copy of the default one's context, wherever that
 * is, and a draft as one of its branch's: any synced state of the same binding is a right beginning, the nearest is only
 * faster.
 */
async function baseOf(database: Database, context: Context): Promise<Base | null> {
  const { binding } = context;
  if (context.commit !== null) {
    if (context.revision !== binding.revision) return null;
    return { contextId: context.id, commit: context.commit, tree: context.tree };
  }
  const others = await database.client.branchContext.findMany({
    where: {
      bindingNs: binding.ns,
      status: 'active',
      session: '',
      commit: { not: null },
      revision: binding.revision,
      OR: [{ isDefault: true }, ...(context.session === '' ? [] : [{ branch: context.branch }])],
    },
  });
  const other = others.find(({ branch }) => branch === context.branch) ?? others[0];
  return other?.commit ? { contextId: other.id, commit: other.commit, tree: other.tree } : null;
}

async function addTurned(
  database: Database,
  context: Context,
  base: Base,
  uncommitted: ReadonlySet<string>,
  changes: TreeChanges,
): Promise<void> {
  const { ns, path } = context.binding;
  const line = { ns, name: lineOf(context), prefix: path === '' ? '' : `${path}/` };
  const known = new Set([...changes.files.map((file) => file.path), ...changes.removed]);
  const turned = await turnedFiles(database, base, line, uncommitted);
  changes.files.push(...turned.filter((file) => !known.has(file.path)));
}

/** Whether a path below the binding's folder is the binding's: no deeper one has it. */
export async function ownership(database: Database, binding: Binding): Promise<(path: string) => boolean> {
  if (binding.includeNested) return () => true;
  const prefix = binding.path === '' ? '' : `${binding.path}/`;
  const nested = await database.client.binding.findMany({
    where: { environmentId: binding.environmentId, path: { startsWith: prefix }, NOT: { path: binding.path } },
    select: { path: true },
  });
  if (nested.length === 0) return () => true;
  const own = { path: binding.path, includeNested: false };
  const index = new BindingIndex([own, ...nested.map(({ path }) => ({ path, includeNested: false }))]);
  return (path) => index.ownersOf(prefix + path).includes(own);
}

async function readChanges(
  { tree: to, entries: entriesOf }: Aim,
  from: string | null,
  owns: (path: string) => boolean,
): Promise<{ changes: TreeChanges; whole: boolean }> {
  // No such folder in this commit: all that was in it is gone.
  if (to === null) return { changes: { files: [], removed: [], renames: new Map() }, whole: true };
  if (from === to) return { changes: { files: [], removed: [], renames: new Map() }, whole: false };
  const entries = [];
  const stream = await entriesOf(from, to);
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return { changes: treeChanges(entries, owns), whole: value.whole };
    entries.push(...value);
  }
}

interface Reading {
  context: Context;
  base: Base | null;
  whole: boolean;
  changes: TreeChanges;
  onProgress: (percent: number) => void;
}

/** Read what changed and what may change hands by it, and work out the plan. */
async function readFiles(parts: SyncParts, aim: Aim, reading: Reading) {
  const { context, base, whole, changes, onProgress } = reading;
  const { binding } = context;
  const isContent = pathMatcherOf(binding.contentPatterns);
  const parse = { ns: binding.ns, typeOf: typeRulesOf(binding.types as { pattern: string; type: string }[]) };
  const isDocument = ({ path, type }: SyncedFile) => type === 'file' && formatOf(path) !== null && isContent(path);

  const files = new Map<string, ReadFile>();
  const things = new ReadThings(parse, aim.draft ? null : binding.environmentId);
  const links = new Map<string, string>();
  const keeper = new BlobKeeper(parts.database, binding.environmentId);
  const read = async (wanted: readonly SyncedFile[], changed: boolean, tell?: (percent: number) => void) => {
    const documents = wanted.filter(isDocument);
    const small = documents.filter(({ size }) => (size ?? 0) <= MOST_DOCUMENT_BYTES);
    for (const { path, oid } of documents) {
      files.set(path, {
        path,
        oid,
        changed,
        thing: null,
        diagnostics: [wholeFile('error', 'The file is larger than 1 MB.')],
      });
    }
    const symlinks = wanted.filter(({ type, size }) => type === 'symlink' && (size ?? 0) <= MOST_LINK_BYTES);
    const byOid = Map.groupBy([...small, ...symlinks], ({ oid }) => oid);
    const oids = [...byOid.keys()];
    for (let start = 0; start < oids.length; start += MOST_ASKED) {
      let done = start;
      for await (const part of await aim.blobs(oids.slice(start, start + MOST_ASKED), MOST_DOCUMENT_BYTES)) {
        for (const { oid, base64 } of part) {
          if (base64 === null) continue;
          const bytes = Buffer.from(base64, 'base64');
          for (const { path, type } of byOid.get(oid) ?? []) {
            if (type === 'symlink') links.set(path, bytes.toString('utf8').replaceAll('\0', ''));
            else files.set(path, things.read(path, oid, bytes, changed));
          }
        }
        // What nobody has committed is read from where it is: kept, each save of a file would stay.
        if (!aim.draft) {
          const kept = part.flatMap(({ oid, base64 }) => (base64 === null ? [] : [{ hash: oid, base64 }]));
          await keeper.keep(kept);
        }
        done += part.length;
        tell?.(Math.floor((done * 100) / oids.length));
      }
    }
  };
  await read(changes.files, true, onProgress);

  const present = new Map<string, Present>();
  if (base !== null || whole) {
    const rows = await presentRows(
      parts.database,
      base?.contextId ?? context.id,
      whole ? null : [...changes.files.map(({ path }) => path), ...changes.removed],
    );
    for (const { path, thingId, thing } of rows) present.set(path, { thingId, version: thing });
  }
  if (!whole && base !== null) {
    const ids = new Set<string>();
    for (const { thing } of files.values()) if (thing) ids.add(thing.id);
    for (const { thingId } of present.values()) if (thingId !== null) ids.add(thingId);
    const rivals = await rivalRows(
      parts.database,
      base.contextId,
      [...ids],
      new Set([...files.keys(), ...present.keys(), ...changes.removed]),
    );
    for (const { path, thingId, thing } of rivals) present.set(path, { thingId, version: thing });
    await read(
      rivals.map(({ path, blobSha }) => ({ path, oid: blobSha, type: 'file', mode: '100644', size: null })),
      false,
    );
  }
  if (whole && base === null) {
    await markUnchanged(parts.database, { binding, files, things, present, uncommitted: aim.draft?.uncommitted });
  }
  await keeper.done();
  const plan: Plan = planSync({ files, renames: changes.renames, present });
  return { plan, files, things, links };
}

interface Compared {
  binding: Binding;
  files: ReadonlyMap<string, ReadFile>;
  things: ReadThings;
  present: ReadonlyMap<string, Present>;
  uncommitted: ReadonlySet<string> | undefined;
}

/** A file that gives what it gave before needs no new version, though it was read again. */
async function markUnchanged({ client }: Database, compared: Compared): Promise<void> {
  const { binding, files, things, present, uncommitted } = compared;
  const versionOf = (path: string) => present.get(path)?.version ?? null;
  const before = [...files.values()].filter(({ path, thing }) => thing && versionOf(path) !== null);
  const prefix = binding.path === '' ? '' : `${binding.path}/`;
  for (const some of chunksOf(before)) {
    const rows = await client.thingVersion.findMany({
      where: { version: { in: some.flatMap(({ path }) => versionOf(path) ?? []) } },
    });
    const rowOf = new Map(rows.map((row) => [row.version, row]));
    const whole = await things.whole(client, some);
    for (const file of some) {
      const row = rowOf.get(versionOf(file.path) ?? -1n);
      const thing = whole.get(file.path);
      if (!row || !thing || row.path !== prefix + file.path) continue;
      // As the database gives it back: without undefined, and with null for what JSON has no number for.
      const kept: unknown = JSON.parse(JSON.stringify(thing.data));
      file.changed = !isDeepStrictEqual(
        [thing.id, thing.type, thing.name, thing.content, kept, uncommitted?.has(file.path) === true],
        [row.id, row.type, row.name, row.content, row.data, row.uncommitted],
      );
    }
  }
}

interface ContentRow {
  path: string;
  thingId: string | null;
  thing: bigint | null;
  blobSha: string;
}

/** Rows of the last sync; null for all. Paths go as one parameter: a statement has 65,535 at most. */
function presentRows({ client }: Database, contextId: number, paths: string[] | null): Promise<ContentRow[]> {
  const columns = Prisma.sql`c.path, c.thing_id AS "thingId", c.thing, c.blob_sha AS "blobSha"`;
  if (paths === null) {
    return client.$queryRaw<
      ContentRow[]
    >`SELECT ${columns} FROM ${CONTEXT_CONTENT} c WHERE c.context_id = ${contextId}`;
  }
  return client.$queryRaw<ContentRow[]>`
    SELECT ${columns} FROM unnest(${paths}::text[]) AS r(path)
    JOIN ${CONTEXT_CONTENT} c ON c.slot = ${slotOf(Prisma.sql`r.path`)} AND c.path = r.path WHERE c.context_id = ${contextId}`;
}

/** The other files that claim one of the ids. */
async function rivalRows(database: Database, contextId: number, ids: string[], known: Set<string>) {
  const rows = await database.client.$queryRaw<ContentRow[]>`
    SELECT path, thing_id AS "thingId", thing, blob_sha AS "blobSha" FROM ${CONTEXT_CONTENT} c
    WHERE context_id = ${contextId} AND thing_id = ANY(${ids}::text[])`;
  return rows.filter(({ path }) => !known.has(path));
}
