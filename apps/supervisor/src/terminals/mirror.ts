import serialize from '@xterm/addon-serialize';
import unicode11 from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

/** Lines kept above the screen. Some 2 MB a terminal at 80 columns. */
const SCROLLBACK_LINES = 5000;
const TITLE_LIMIT = 200;

/** Private modes that the serializer leaves out, and programs set: cursor shown, mouse encodings, alternate scroll. */
const TRACKED_MODES = new Map([
  [25, true],
  [1005, false],
  [1006, false],
  [1007, false],
  [1015, false],
  [1016, false],
]);

type Addon = Parameters<InstanceType<typeof headless.Terminal>['loadAddon']>[0];

/**
 * The terminal as a browser draws it, kept here: what a client that attaches gets as its first picture. It also
 * answers the programs' questions (device attributes, cursor position), so that they are answered once, at once and
 * also while no browser looks; see device-replies.ts.
 */
export class Mirror {
  readonly #terminal: InstanceType<typeof headless.Terminal>;
  readonly #serializer = new serialize.SerializeAddon();
  readonly #modes = new Map(TRACKED_MODES);
  #cursorStyle = 0;
  #pendingBytes = 0;

  constructor(options: {
    columns: number;
    rows: number;
    onReply(data: string): void;
    onTitle(title: string): void;
  }) {
    this.#terminal = new headless.Terminal({
      cols: options.columns,
      rows: options.rows,
      scrollback: SCROLLBACK_LINES,
      allowProposedApi: true,
      logLevel: 'off',
    });
    // The addons are typed for the browser's Terminal; of it they use what the headless one has too.
    this.#terminal.loadAddon(this.#serializer as unknown as Addon);
    this.#terminal.loadAddon(new unicode11.Unicode11Addon() as unknown as Addon);
    this.#terminal.unicode.activeVersion = '11';
    this.#terminal.onData(options.onReply);
    this.#terminal.onTitleChange((title) => options.onTitle(cleanTitle(title)));
    this.#trackModes();
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Bytes written and not yet parsed. */
  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  write(data: Uint8Array, parsed: () => void): void {
    this.#pendingBytes += data.length;
    this.#terminal.write(data, () => {
      this.#pendingBytes -= data.length;
      parsed();
    });
  }

  /** Runs `action` when all that was written before has been parsed, and nothing that is written after. */
  afterWritten(action: () => void): void {
    this.#terminal.write('', action);
  }

  resize(columns: number, rows: number): void {
    this.afterWritten(() => this.#terminal.resize(columns, rows));
  }

  /** The screen, its scrollback and its modes, as what to write to a fresh terminal of the same size. */
  serialize(): Uint8Array {
    let text = this.#serializer.serialize();
    for (const [mode, initial] of TRACKED_MODES) {
      const value = this.#modes.get(mode);
      if (value !== initial) text += `\x1b[?${mode}${value ? 'h' : 'l'}`;
    }
    if (this.#cursorStyle !== 0) text += `\x1b[${this.#cursorStyle} q`;
    return Buffer.from(text);
  }

  dispose(): void {
    this.#terminal.dispose();
  }

  #trackModes(): void {
    const { parser } = this.#terminal;
    const set = (value: boolean) => (parameters: (number | number[])[]) => {
      for (const mode of parameters) {
        if (typeof mode === 'number' && TRACKED_MODES.has(mode)) this.#modes.set(mode, value);
      }
      return false;
    };
    const reset = () => {
      for (const [mode, initial] of TRACKED_MODES) this.#modes.set(mode, initial);
      this.#cursorStyle = 0;
      return false;
    };
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, set(true));
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, set(false));
    parser.registerCsiHandler({ intermediates: ' ', final: 'q' }, ([style]) => {
      this.#cursorStyle = typeof style === 'number' && style <= 6 ? style : 0;
      return false;
    });
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, reset);
    parser.registerEscHandler({ final: 'c' }, reset);
  }
}

/** A title is whatever a program printed: no control or formatting characters, and not longer than a tab can show. */
export function cleanTitle(title: string): string {
  return Array.from(title.slice(0, 4 * TITLE_LIMIT).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ''))
    .slice(0, TITLE_LIMIT)
    .join('');
}
