import { isDeepStrictEqual } from 'node:util';
import { type Sql, sqlOn } from '@craftastic/db/sql';
import { wholeFile } from '@craftastic/things/diagnostic';
import { formatOf, typeRulesOf } from '@craftastic/things/format';
import { pathMatcherOf } from '@craftastic/things/globs';
import { type Parsed, type ParseOptions, parseFile } from '@craftastic/things/parse';
import { claimOf, type Present } from '@craftastic/things/plan-sync';
import { BlobKeeper } from './blobs.ts';
import { MOST_DOCUMENT_BYTES } from './entries.ts';
import { presentAt, type Rival } from './last-sync.ts';
import type { Reading } from './read-files.ts';
import type { StagedDocument, StagedFile } from './stage.ts';
import { foldersOf, type SyncedFile, type TreeChanges } from './tree-changes.ts';

const MOST_LINK_BYTES = 4096;

/** Contents by object id; null for one that is too large or missing. */
export type Contents = ReadonlyMap<string, Buffer | null>;

interface Document extends Parsed {
  path: string;
  changed: boolean;
}

/** Reads and parses the files of a sync, a part of them at a time, and gives the stage what follows. */
export class FileReader {
  readonly #reading: Reading;
  readonly #sql: Sql;
  readonly #keeper: BlobKeeper;
  readonly #parse: ParseOptions;
  readonly #isContent: (path: string) => boolean;
  #lastPath = '';
  #unkept = false;

  constructor(reading: Reading) {
    const { database, context } = reading;
    const { binding } = context;
    this.#reading = reading;
    this.#sql = sqlOn(database.pool);
    this.#keeper = new BlobKeeper(database, binding.environmentId);
    this.#parse = { ns: binding.ns, typeOf: typeRulesOf(binding.types as { pattern: string; type: string }[]) };
    this.#isContent = pathMatcherOf(binding.contentPatterns);
  }

  /** Some file of a branch has a content that is not kept on the way. */
  get unkept(): boolean {
    return this.#unkept;
  }

  async contentsOf(files: readonly SyncedFile[]): Promise<Contents> {
    const { aim } = this.#reading;
    const wanted = files.filter(
      (file) =>
        (this.#isDocument(file) && (file.size ?? 0) <= MOST_DOCUMENT_BYTES) ||
        (file.type === 'symlink' && (file.size ?? 0) <= MOST_LINK_BYTES),
    );
    const contents = new Map<string, Buffer | null>();
    const oids = [...new Set(wanted.map(({ oid }) => oid))];
    if (oids.length === 0) return contents;
    for await (const part of await aim.blobs(oids, MOST_DOCUMENT_BYTES)) {
      const read = part.map(({ oid, base64 }) => ({
        hash: oid,
        bytes: base64 === null ? null : Buffer.from(base64, 'base64'),
      }));
      for (const { hash, bytes } of read) contents.set(hash, bytes);
      // What nobody has committed is read from where it is: kept, each save of a file would stay.
      if (aim.draft) continue;
      await this.#keeper.keep(read.flatMap(({ hash, bytes }) => (bytes === null ? [] : [{ hash, bytes }])));
    }
    return contents;
  }

  /** Files that differ, and paths that are gone. */
  async stage({ files, removed, renames }: TreeChanges, contents: Contents): Promise<void> {
    const { stage, oldId, tree } = this.#reading;
    const present =
      oldId === null
        ? new Map<string, Present>()
        : await presentAt(this.#sql, oldId, [...files.map(({ path }) => path), ...removed]);
    const documents = new Map<string, Document>();
    for (const file of files) {
      if (file.type !== 'file') continue;
      const isDocument = this.#isDocument(file);
      if (isDocument) documents.set(file.path, this.#read(file.path, contents.get(file.oid), true));
      if (!isDocument || (file.size ?? 0) > MOST_DOCUMENT_BYTES) this.#unkept = true;
    }
    if (tree === null && oldId !== null) await this.#markUnchanged([...documents.values()], present);
    await stage.add([
      ...this.#newFolders(files),
      ...files.map((file): StagedFile => {
        const link = file.type === 'symlink' ? contents.get(file.oid) : null;
        const document = documents.get(file.path);
        const was = present.get(file.path) ?? null;
        const from = present.get(renames.get(file.path) ?? '') ?? null;
        return {
          path: file.path,
          file,
          oid: file.oid,
          linkTarget: link?.toString('utf8').replaceAll('\0', '') ?? null,
          was,
          document: document ? this.#staged(document, was, from) : null,
        };
      }),
    ]);
    await stage.addGone(removed.map((path) => [path, present.get(path) ?? null]));
  }

  /** Files that are as they were. */
  async stageRivals(rivals: readonly Rival[]): Promise<void> {
    const files = rivals.map(({ path, oid }) => ({ path, oid, type: 'file' as const, mode: '100644', size: null }));
    const contents = await this.contentsOf(files);
    await this.#reading.stage.add(
      rivals.map(({ path, oid, present }) => ({
        path,
        file: null,
        oid,
        linkTarget: null,
        was: present,
        document: this.#staged(this.#read(path, contents.get(oid), false), present, null),
      })),
    );
  }

  /** Resolves when all that was read is kept. */
  async done(): Promise<void> {
    await this.#keeper.done();
  }

  #isDocument({ path, type }: SyncedFile): boolean {
    return type === 'file' && formatOf(path) !== null && this.#isContent(path);
  }

  #read(path: string, bytes: Buffer | null | undefined, changed: boolean): Document {
    const parsed = bytes
      ? parseFile(path, bytes, this.#parse)
      : { thing: null, diagnostics: [wholeFile('error', 'The file is larger than 1 MB.')] };
    return { path, changed, ...parsed };
  }

  #staged(document: Document, was: Present | null, from: Present | null): StagedDocument {
    const last = was ?? from;
    const claim = claimOf(document, last);
    return {
      changed: document.changed,
      uncommitted: this.#reading.aim.draft?.uncommitted.has(document.path) === true,
      diagnostics: document.diagnostics,
      claim,
      version: claim !== null && last?.thingId === claim ? last.version : null,
      moved: from !== null && from.thingId !== null && from.version !== null ? from : null,
      thing: document.thing,
    };
  }

  /** The folders of some files, but for those that the file before them lies in. Files come by their folders. */
  #newFolders(files: readonly SyncedFile[]): StagedFile[] {
    const known = foldersOf([this.#lastPath]);
    this.#lastPath = files.at(-1)?.path ?? this.#lastPath;
    const file = { type: 'directory' as const, mode: '040000', oid: '', size: null };
    return [...foldersOf(files.map(({ path }) => path))]
      .filter((path) => !known.has(path))
      .map((path) => ({ path, file, oid: null, linkTarget: null, was: null, document: null }));
  }

  /** A file that gives what it gave before needs no new version, though it was read again. */
  async #markUnchanged(documents: readonly Document[], present: ReadonlyMap<string, Present>): Promise<void> {
    const { database, context, aim } = this.#reading;
    const versionOf = (path: string) => present.get(path)?.version ?? null;
    const before = documents.filter(({ path, thing }) => thing && versionOf(path) !== null);
    if (before.length === 0) return;
    const prefix = context.binding.path === '' ? '' : `${context.binding.path}/`;
    const rows = await database.client.thingVersion.findMany({
      where: { version: { in: before.flatMap(({ path }) => versionOf(path) ?? []) } },
    });
    const rowOf = new Map(rows.map((row) => [row.version, row]));
    for (const document of before) {
      const { path, thing } = document;
      const row = rowOf.get(versionOf(path) ?? -1n);
      if (!row || !thing || row.path !== prefix + path) continue;
      // As the database gives it back: without undefined, and with null for what JSON has no number for.
      const kept: unknown = JSON.parse(JSON.stringify(thing.data));
      document.changed = !isDeepStrictEqual(
        [thing.id, thing.type, thing.name, thing.content, kept, aim.draft?.uncommitted.has(path) === true],
        [row.id, row.type, row.name, row.content, row.data, row.uncommitted],
      );
    }
  }
}
