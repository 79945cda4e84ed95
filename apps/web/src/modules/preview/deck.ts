import { createStore } from '../../hooks/store.ts';
import { type Opener, PreviewFrame } from './frame.ts';

/** Frames kept alive beside the one that is shown. Each is a page with its scripts, sockets and memory. */
const KEPT = 5;
/** Frames that were loaded ahead and not chosen: a list that is read through from end to end pushes out nothing that was seen. */
const AHEAD = 2;

/**
 * The frames of a pane. One that was shown stays loaded behind the others, so that going back to its branch is a change
 * of what is drawn. Frames keep their place in the list: an element that moves in the document loads anew.
 */
export class Deck {
  readonly frames = createStore<readonly PreviewFrame[]>([]);
  #recent: string[] = [];
  #ahead: string[] = [];

  /** The frame of a key, made where there is none, and now the last to be dropped. */
  show(key: string, open: Opener, path: string): PreviewFrame {
    this.#recent = [key, ...this.#recent.filter((each) => each !== key)].slice(0, KEPT + 1);
    this.#ahead = this.#ahead.filter((each) => each !== key);
    const known = this.find(key);
    if (known) return known;
    const made = new PreviewFrame(key, open, path);
    this.#add(made);
    return made;
  }

  #add(made: PreviewFrame): void {
    const kept = [...this.#recent, ...this.#ahead];
    this.frames.set((frames) => [...frames.filter((each) => kept.includes(each.key)), made]);
  }

  /** Have a frame load behind the others, for whoever is likely to be shown next. One that is there is left alone. */
  prepare(key: string, open: Opener, path: string): void {
    if (this.find(key)) return;
    this.#ahead = [key, ...this.#ahead].slice(0, AHEAD);
    this.#add(new PreviewFrame(key, open, path));
  }

  find(key: string): PreviewFrame | undefined {
    return this.frames.get().find((each) => each.key === key);
  }

  /** Those for which this does not hold: their session was stopped, or is gone. */
  keep(which: (key: string) => boolean): void {
    this.frames.set((frames) =>
      frames.every(({ key }) => which(key)) ? frames : frames.filter(({ key }) => which(key)),
    );
  }
}
