import type { TextFile } from '@craftastic/contract/files';
import type { editor } from 'monaco-editor/editor';
import { client, errorData, errorOf } from '../../../api/client.ts';
import { createStore, type Store } from '../../../hooks/store.ts';
import { editorSettings } from '../editor-settings.ts';
import { languageOf } from '../monaco/language.ts';
import { loadMonaco } from '../monaco/load.ts';
import { replaceText } from '../monaco/replace-text.ts';
import { takeEarly } from '../preload.ts';
import { dropDraft, readDraft, writeDraft } from './drafts.ts';

export type Eol = TextFile['eol'];

export interface BufferState {
  phase: 'loading' | 'ready' | 'failed';
  /** Why it could not be opened. */
  error: unknown;
  dirty: boolean;
  saving: boolean;
  /** Gone from disk while open. */
  deleted: boolean;
  /** What the disk has instead of what was edited; the user chooses. */
  conflict: TextFile | null;
  /** Both texts are on the screen, since a save met a conflict or the user asked. */
  comparing: boolean;
  readOnly: boolean;
  eol: Eol;
  bom: boolean;
}

const LOADING: BufferState = {
  phase: 'loading',
  error: null,
  dirty: false,
  saving: false,
  deleted: false,
  conflict: null,
  comparing: false,
  readOnly: false,
  eol: 'lf',
  bom: false,
};

/** A draft is written so long after the last key, so that typing is never slowed by it. */
const DRAFT_MS = 250;
const AUTO_SAVE_MS = 1000;
/** Monaco's EndOfLinePreference.LF: the contract speaks LF, whatever the disk has. */
const LF = 1;

/**
 * An open file: Monaco's model, and how it stands against the disk. Every write says which version it replaces, so
 * nothing is overwritten unseen; a clean buffer follows the disk by itself.
 */
export class Buffer {
  readonly state: Store<BufferState> = createStore(LOADING);
  readonly sessionId: string;
  readonly path: string;
  /** Null until the phase is `ready`. */
  model: editor.ITextModel | null = null;

  /** The version on disk that the text was made from; null when there is none. */
  private base: string | null = null;
  /** Monaco's counter when text and disk were the same; it comes back on undo. */
  private cleanAt = -1;
  private cleanEol: Eol = 'lf';
  private working: Promise<unknown> = Promise.resolve();
  private draftTimer: ReturnType<typeof setTimeout> | undefined;
  private saveTimer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(sessionId: string, path: string) {
    this.sessionId = sessionId;
    this.path = path;
    void this.load();
  }

  /** Also the way to try again after a failure. */
  async load(): Promise<void> {
    this.patch({ phase: 'loading', error: null });
    try {
      const [monaco, file, draft] = await Promise.all([
        loadMonaco(),
        takeEarly(this.sessionId, this.path).then((file) => file ?? this.readDisk()),
        readDraft(this.sessionId, this.path),
      ]);
      if (this.closed) return;
      if (!file && !draft) {
        this.patch({ phase: 'failed', error: new FileGone() });
        return;
      }
      const uri = monaco.Uri.from({ scheme: 'file', authority: this.sessionId, path: `/${this.path}` });
      monaco.editor.getModel(uri)?.dispose();
      const model = monaco.editor.createModel(file?.text ?? '', languageOf(monaco, this.path), uri);
      model.setEOL(monaco.editor.EndOfLineSequence.LF);
      this.model = model;
      this.base = file?.version ?? null;
      this.cleanAt = file ? model.getAlternativeVersionId() : -1;
      this.cleanEol = file?.eol ?? 'lf';
      this.patch({ eol: this.cleanEol, bom: file?.bom ?? false, readOnly: file?.readOnly ?? false, deleted: !file });
      if (draft && draft.text !== file?.text) {
        replaceText(model, draft.text);
        this.patch({ eol: draft.eol, bom: draft.bom });
        if (file && draft.baseVersion !== file.version) this.patch({ conflict: file });
      } else if (draft) void dropDraft(this.sessionId, this.path);
      model.onDidChangeContent(() => this.changed());
      this.patch({ phase: 'ready', dirty: this.isDirty() });
    } catch (error) {
      if (!this.closed) this.patch({ phase: 'failed', error });
    }
  }

  /**
   * Writes the text over the version it was made from. Resolves with whether it is on disk now; if the disk has moved
   * on, the state's `conflict` says what it has.
   */
  async save({ asked = true } = {}): Promise<boolean> {
    return this.inTurn(async () => {
      const model = this.model;
      const { deleted, eol, bom, conflict } = this.state.get();
      if (!model || this.closed) return false;
      if (conflict) {
        if (asked) this.patch({ comparing: true });
        return false;
      }
      clearTimeout(this.saveTimer);
      const text = model.getValue(LF);
      const writing = model.getAlternativeVersionId();
      this.patch({ saving: true });
      try {
        const { version } = await client.files.write({
          sessionId: this.sessionId,
          path: this.path,
          text,
          expectedVersion: deleted ? null : this.base,
          // A file of mixed ends keeps those of the lines that did not change.
          eol: eol === 'crlf' ? 'crlf' : 'lf',
          bom,
        });
        this.base = version;
        this.cleanAt = writing;
        this.cleanEol = eol;
        this.patch({ saving: false, deleted: false });
        this.settle();
        return true;
      } catch (error) {
        this.patch({ saving: false });
        if (!errorData(error, 'FILE_CHANGED') && errorOf(error).code !== 'FILE_EXISTS') throw error;
        await this.compare();
        const { conflict, dirty } = this.state.get();
        if (conflict && asked) this.patch({ comparing: true });
        return !conflict && !dirty;
      }
    });
  }

  /** The disk may have changed: follow it, or say that there are two texts now. */
  async refresh(): Promise<void> {
    await this.inTurn(async () => {
      if (this.closed) return;
      if (!this.model) {
        if (this.state.get().phase === 'failed') await this.load();
        return;
      }
      try {
        await this.compare();
      } catch {
        // Unreadable for the moment (offline, the session restarting): the next event or save tells.
      }
    });
  }

  /** The user has seen both and keeps this text: the next save replaces the version that was shown. */
  keepMine(): void {
    const { conflict } = this.state.get();
    if (!conflict) return;
    this.base = conflict.version;
    this.patch({ conflict: null, comparing: false, deleted: false });
    this.changed();
  }

  /** The user has seen both and takes the disk's text; undo still has the other. */
  takeDisk(): void {
    const { conflict } = this.state.get();
    if (conflict) this.adopt(conflict);
  }

  /** Back to what is on disk. */
  async revert(): Promise<void> {
    await this.inTurn(async () => {
      const file = await this.readDisk();
      if (file) this.adopt(file);
    });
  }

  compareTexts(comparing: boolean): void {
    this.patch({ comparing });
  }

  setEol(eol: 'lf' | 'crlf'): void {
    this.patch({ eol });
    this.changed();
  }

  /** Writes what is not saved to the draft now. */
  flush(): void {
    if (this.draftTimer === undefined) return;
    clearTimeout(this.draftTimer);
    this.draftTimer = undefined;
    if (!this.model || this.closed) return;
    if (!this.state.get().dirty) return void dropDraft(this.sessionId, this.path);
    const { eol, bom } = this.state.get();
    void writeDraft(this.sessionId, this.path, { text: this.model.getValue(LF), eol, bom, baseVersion: this.base });
  }

  /** With `discard` what is not saved is forgotten, else it comes back when the file is opened again. */
  close({ discard }: { discard: boolean }): void {
    if (discard) void dropDraft(this.sessionId, this.path);
    else this.flush();
    clearTimeout(this.draftTimer);
    clearTimeout(this.saveTimer);
    this.closed = true;
    // After the screen has let go of it: a diff editor can't stand a model that vanishes.
    const { model } = this;
    setTimeout(() => model?.dispose());
  }

  private async readDisk(): Promise<TextFile | null> {
    try {
      return await client.files.read({ sessionId: this.sessionId, path: this.path });
    } catch (error) {
      if (errorOf(error).code === 'FILE_NOT_FOUND') return null;
      throw error;
    }
  }

  private async compare(): Promise<void> {
    const file = await this.readDisk();
    if (!this.model || this.closed) return;
    if (!file) return this.patch({ deleted: true, conflict: null, comparing: false, dirty: this.isDirty() });
    if (file.version === this.base) {
      this.patch({ deleted: false, conflict: null, comparing: false, readOnly: file.readOnly });
    } else if (!this.isDirty() || file.text === this.model.getValue(LF)) this.adopt(file);
    else this.patch({ deleted: false, conflict: file });
  }

  private adopt(file: TextFile): void {
    if (!this.model) return;
    replaceText(this.model, file.text);
    this.base = file.version;
    this.cleanAt = this.model.getAlternativeVersionId();
    this.cleanEol = file.eol;
    this.patch({
      conflict: null,
      comparing: false,
      deleted: false,
      eol: file.eol,
      bom: file.bom,
      readOnly: file.readOnly,
    });
    this.settle();
  }

  private changed(): void {
    this.patch({ dirty: this.isDirty() });
    clearTimeout(this.draftTimer);
    this.draftTimer = setTimeout(() => this.flush(), DRAFT_MS);
    clearTimeout(this.saveTimer);
    if (!editorSettings.get().autoSave || !this.isDirty()) return;
    this.saveTimer = setTimeout(() => void this.save({ asked: false }).catch(() => {}), AUTO_SAVE_MS);
  }

  /** After text and disk met: the draft goes, unless keys came in between. */
  private settle(): void {
    this.changed();
    this.flush();
  }

  private isDirty(): boolean {
    return this.model?.getAlternativeVersionId() !== this.cleanAt || this.state.get().eol !== this.cleanEol;
  }

  /** One after the other: an event about our own write must find its version noted. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.working.then(work, work);
    this.working = turn.catch(() => {});
    return turn;
  }

  private patch(change: Partial<BufferState>): void {
    this.state.set((state) => ({ ...state, ...change }));
  }
}

/** The file is neither on disk nor among the drafts. */
export class FileGone extends Error {
  constructor() {
    super('This file is not there any more.');
  }
}
