import type { Database } from '@craftastic/db/database';
import type { Binding, BranchContext } from '@craftastic/db/generated/client';
import type { Aim } from './aim.ts';
import { ahead, entryParts } from './entries.ts';
import { type Contents, FileReader } from './file-reader.ts';
import { rivalsOf, stageGone, unstaged } from './last-sync.ts';
import type { SyncStage } from './stage.ts';
import { type SyncedFile, type TreeChanges, treeChanges } from './tree-changes.ts';

export interface Reading {
  database: Database;
  context: BranchContext & { binding: Binding };
  aim: Aim;
  /** The tree that the difference is taken from; null for none, where all files are read anew. */
  tree: string | null;
  /** The context that has what was there before; null where there was nothing. */
  oldId: number | null;
  owns: (path: string) => boolean;
  /** Files that have to be read though they are as they were. */
  turned: () => Promise<SyncedFile[]>;
  stage: SyncStage;
  onProgress: (files: number) => void;
}

export interface ReadResult {
  /** What was read is all there is: what else the context has had goes. */
  whole: boolean;
  /** How many files differ, those that are gone included. */
  differences: number;
  /** Some have contents that the sync does not keep. */
  unkept: boolean;
}

/** Read what differs, and what may change hands by it, into the stage: some thousand files at a time, however many there are. */
export async function readFiles(reading: Reading): Promise<ReadResult> {
  const { aim, tree, oldId, owns, stage } = reading;
  const reader = new FileReader(reading);
  const parts = ahead(readParts(reader, aim, tree, owns));
  let [read, removed] = [0, 0];
  try {
    for (;;) {
      const { done, value } = await parts.next();
      if (done) {
        if (value.whole && oldId !== null) removed += await stageGone(stage, oldId);
        if (!value.whole && oldId !== null) {
          read += await readTurned(reader, reading);
          await readRivals(reader, stage, oldId);
        }
        await reader.done();
        return { whole: value.whole, differences: read + removed, unkept: reader.unkept };
      }
      const { changes, contents } = value;
      await reader.stage(changes, contents);
      read += changes.files.length;
      removed += changes.removed.length;
      reading.onProgress(read);
    }
  } finally {
    await parts.return({ whole: false });
  }
}

async function* readParts(
  reader: FileReader,
  aim: Aim,
  tree: string | null,
  owns: (path: string) => boolean,
): AsyncGenerator<{ changes: TreeChanges; contents: Contents }, { whole: boolean }, void> {
  const entries = entryParts(aim, tree);
  try {
    for (;;) {
      const { done, value } = await entries.next();
      if (done) return value;
      const changes = treeChanges(value, owns);
      yield { changes, contents: await reader.contentsOf(changes.files) };
    }
  } finally {
    await entries.return({ whole: false });
  }
}

async function readTurned(reader: FileReader, { turned, stage }: Reading): Promise<number> {
  const found = await turned();
  const files = found.length === 0 ? [] : await unstaged(stage, found);
  if (files.length > 0) await reader.stage({ files, removed: [], renames: new Map() }, await reader.contentsOf(files));
  return files.length;
}

/** Files that are as they were, and claim an id that one of the others has or had: which of them has it may be another one now. */
async function readRivals(reader: FileReader, stage: SyncStage, oldId: number): Promise<void> {
  for (;;) {
    const rivals = await rivalsOf(stage, oldId);
    if (rivals.length === 0) return;
    await reader.stageRivals(rivals);
  }
}
