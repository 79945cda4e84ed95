import { FromPreview, PREVIEW_BRIDGE, type ToPreview } from '@craftastic/contract/preview-bridge';
import { runCommand } from '../../app/commands.ts';
import { createStore } from '../../hooks/store.ts';
import { type FrameState, heard, newFrame } from './frame-state.ts';

/** An address to load, as the API gives it. */
export interface Opened {
  url: string;
  origin: string;
  address: string;
}

export type Opener = (path: string) => Promise<Opened>;

/** A picture is drawn by the page itself: one that hangs never answers. */
const PICTURE_MS = 20_000;

/** What keys that were pressed in the page lead to. */
const COMMANDS: Record<Extract<FromPreview, { type: 'shortcut' }>['command'], string> = {
  palette: 'app.commands',
  branches: 'preview.branch',
  preview: 'view.preview',
};

/** A page that was taken away for what it did. */
export class Stopped extends Error {
  override name = 'Stopped';
}

type Command = ToPreview extends infer Each ? (Each extends { bridge: string } ? Omit<Each, 'bridge'> : never) : never;

/**
 * A page in a frame of ours, and what is known of it. It is another origin's, and hostile: it is heard through the
 * bridge alone, by its window and its origin, and what it says is checked by the contract's schema.
 */
export class PreviewFrame {
  readonly key: string;
  readonly state: ReturnType<typeof createStore<FrameState>>;
  readonly #open: Opener;
  readonly #scrolled = new Set<(at: { x: number; y: number }) => void>();
  readonly #pictures = new Map<string, (picture: string | Error) => void>();
  #element: HTMLIFrameElement | null = null;
  /** The last address asked for: an earlier one that comes late is not for this frame any more. */
  #asked = 0;

  constructor(key: string, open: Opener, path: string) {
    this.key = key;
    this.#open = open;
    this.state = createStore(newFrame(path));
    void this.load(path);
  }

  /** Ties it to its element; returns how to let go. */
  attach(element: HTMLIFrameElement): () => void {
    this.#element = element;
    const listen = (event: MessageEvent) => this.#hear(event);
    addEventListener('message', listen);
    return () => {
      removeEventListener('message', listen);
      this.#element = null;
      for (const give of this.#pictures.values()) give(new Error('The preview was closed.'));
      this.#pictures.clear();
    };
  }

  /** Loads a path anew through the server, which lets the browser in where it was not yet. */
  async load(path: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#set({ path, loading: true, error: null, speaks: false, placeholder: null, problems: [] });
    try {
      const { url, origin, address } = await this.#open(path);
      if (asked === this.#asked) this.#set({ src: url, origin, address });
    } catch (error) {
      if (asked === this.#asked) this.#set({ error, loading: false });
    }
  }

  /** Takes the page away, and says why in its place; another load brings it back. */
  stop(why: string): void {
    this.#asked += 1;
    this.#set({ src: null, origin: null, loading: false, speaks: false, error: new Stopped(why) });
  }

  /** Within the page where it speaks to us, so that its history goes on. */
  go(path: string): void {
    if (this.state.get().speaks && this.state.get().placeholder === null) this.#say({ type: 'navigate', path });
    else void this.load(path);
  }

  back(): void {
    this.#say({ type: 'back' });
  }

  forward(): void {
    this.#say({ type: 'forward' });
  }

  reload(): void {
    const { speaks, placeholder, path } = this.state.get();
    if (speaks && placeholder === null) this.#say({ type: 'reload' });
    else void this.load(path);
  }

  scrollTo(x: number, y: number): void {
    this.#say({ type: 'scroll', x, y });
  }

  /** Calls `listener` as the page scrolls, by parts of its way from 0 to 1. Returns how to stop. */
  onScroll(listener: (at: { x: number; y: number }) => void): () => void {
    this.#scrolled.add(listener);
    return () => this.#scrolled.delete(listener);
  }

  /** The page as it looks, drawn by itself: a PNG as a data URL. */
  async picture(): Promise<string> {
    const id = crypto.randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = window.setTimeout(() => give(new Error('The page did not draw itself in time.')), PICTURE_MS);
    const give = (picture: string | Error) => {
      window.clearTimeout(timer);
      this.#pictures.delete(id);
      if (typeof picture === 'string') resolve(picture);
      else reject(picture);
    };
    this.#pictures.set(id, give);
    await Promise.race([this.#loaded(), promise.catch(() => {})]);
    if (this.state.get().speaks) this.#say({ type: 'picture', id });
    else give(new Error('The page can’t be reached: it keeps scripts of others out.'));
    return promise;
  }

  /** The document of the frame has loaded, whether or not it speaks to us. */
  loaded(): void {
    if (this.state.get().src !== null) this.#set({ loading: false });
  }

  clearProblems(): void {
    this.#set({ problems: [] });
  }

  #loaded(): Promise<void> {
    return new Promise((resolve) => {
      if (!this.state.get().loading) return resolve();
      const end = this.state.subscribe(() => {
        if (this.state.get().loading) return;
        end();
        resolve();
      });
    });
  }

  #say(command: Command): void {
    const { origin } = this.state.get();
    if (origin !== null) this.#element?.contentWindow?.postMessage({ ...command, bridge: PREVIEW_BRIDGE }, origin);
  }

  #hear(event: MessageEvent): void {
    if (event.source === null || event.source !== this.#element?.contentWindow) return;
    if (event.origin !== this.state.get().origin) return;
    const parsed = FromPreview.safeParse(event.data);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === 'scroll') {
      for (const listener of this.#scrolled) listener(message);
    } else if (message.type === 'picture') {
      this.#pictures.get(message.id)?.(message.dataUrl ?? new Error(message.error ?? 'The page could not be drawn.'));
    }
    if (message.type === 'shortcut' && this.#isInUse()) runCommand(COMMANDS[message.command]);
    this.state.set((state) => heard(state, message));
  }

  /** Somebody pressed a key just now, and in this page: it can't open what is ours over and over by itself. */
  #isInUse(): boolean {
    return document.activeElement === this.#element && navigator.userActivation?.isActive !== false;
  }

  #set(change: Partial<FrameState>): void {
    this.state.set((state) => ({ ...state, ...change }));
  }
}
