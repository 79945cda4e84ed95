import { files as contract } from '@craftastic/contract/files';
import type { Git } from '@craftastic/git/runner';
import { implement } from '@orpc/server';
import type { CallContext } from '../session-context.ts';
import { createEntry } from './create-entry.ts';
import type { FileIndex } from './file-index.ts';
import { listDirectory } from './list-directory.ts';
import { moveEntry } from './move-entry.ts';
import { readTextFile } from './read-file.ts';
import { removeEntries } from './remove-entries.ts';
import { writeTextFile } from './write-file.ts';

export function fileHandlers(session: { workspace: string; git: Git; index: FileIndex; activity(): void }) {
  const { workspace, git, index } = session;
  const os = implement(contract).$context<CallContext>();
  return os.router({
    list: os.list.handler(({ input }) => listDirectory(git, workspace, input.path)),
    read: os.read.handler(({ input }) => readTextFile(workspace, input.path)),
    write: os.write.handler(({ input }) => {
      session.activity();
      return writeTextFile(workspace, input);
    }),
    create: os.create.handler(async ({ input }) => {
      session.activity();
      await createEntry(workspace, input.path, input.type);
      return {};
    }),
    move: os.move.handler(async ({ input }) => {
      session.activity();
      await moveEntry(workspace, input.from, input.to);
      return {};
    }),
    remove: os.remove.handler(async ({ input }) => {
      session.activity();
      await removeEntries(workspace, input.paths);
      return {};
    }),
    find: os.find.handler(({ input }) => index.find(input.query, input.limit)),
  });
}
