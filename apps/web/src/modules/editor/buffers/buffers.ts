import { createFamily, createStore, type Store } from '../../../hooks/store.ts';
import { Buffer } from './buffer.ts';
import { dropDraft, readDraft, writeDraft } from './drafts.ts';

/** The open files of a session by path. They are opened by tabs and closed with them. */
export class Buffers {
  readonly open: Store<ReadonlyMap<string, Buffer>> = createStore<ReadonlyMap<string, Buffer>>(new Map());
  private readonly sessionId: string;

  constructor(sessionId: string) {
    this.sessionId = sessionId;
  }

  get(path: string): Buffer | undefined {
    return this.open.get().get(path);
  }

  /** The buffer of a file, opened now if it was not. */
  ensure(path: string): Buffer {
    const known = this.get(path);
    if (known) return known;
    const buffer = new Buffer(this.sessionId, path);
    this.open.set((open) => new Map(open).set(path, buffer));
    return buffer;
  }

  close(path: string, how: { discard: boolean }): void {
    const buffer = this.get(path);
    if (!buffer) return;
    this.open.set((open) => {
      const rest = new Map(open);
      rest.delete(path);
      return rest;
    });
    buffer.close(how);
  }

  /** A file got another name: what is typed in it goes along. */
  async rename(from: string, to: string): Promise<void> {
    this.get(from)?.flush();
    const draft = await readDraft(this.sessionId, from);
    if (draft) {
      await writeDraft(this.sessionId, to, draft);
      await dropDraft(this.sessionId, from);
    }
    this.close(from, { discard: false });
  }

  flush(): void {
    for (const buffer of this.open.get().values()) buffer.flush();
  }

  closeAll(): void {
    for (const path of [...this.open.get().keys()]) this.close(path, { discard: false });
  }
}

export const buffersOf: (sessionId: string) => Buffers = createFamily((sessionId) => new Buffers(sessionId));
