import type { ServerMessage } from '@craftastic/contract/terminal-frames';
import { FitAddon } from '@xterm/addon-fit';
import { type ISearchOptions, SearchAddon } from '@xterm/addon-search';
import { Unicode11Addon } from '@xterm/addon-unicode11';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { WebglAddon } from '@xterm/addon-webgl';
import { Terminal } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { onWake } from '../../api/wake.ts';
import { cssColor, theme } from '../../app/theme.ts';
import { clipboardWrite } from './clipboard.ts';
import { type ConnectionState, TerminalConnection } from './connection.ts';
import { keyAction } from './keys.ts';
import { followLink, isWebLink } from './links.ts';
import { terminalTheme } from './palette.ts';
import { lastSize, screenReaderMode } from './terminal-state.ts';

const FONT = '"JetBrains Mono Variable", ui-monospace, Menlo, Consolas, monospace';
const SCROLLBACK_LINES = 5000;
/** While a pane is dragged only its last size counts: each one makes every program on the screen draw itself anew. */
const RESIZE_MS = 60;
/** Cancel: ends an escape sequence that a lost connection has cut in the middle. */
const CANCEL = Uint8Array.of(0x18);

export interface ScreenEvents {
  onState(state: ConnectionState): void;
  onExit(exitCode: number): void;
  /** A key was pressed while nothing can take it. */
  onRefused(): void;
  /** The link under the pointer, or null. */
  onLink(link: string | null): void;
  onFind(): void;
  onSearchResults(results: { index: number; count: number }): void;
  /** Set where the size is another window's: this many columns and rows, not what fits here. */
  onForeignSize(size: { columns: number; rows: number } | null): void;
}

/** One terminal on the screen: xterm, its addons and its connection, without React. Dispose it. */
export class TerminalScreen {
  readonly #terminal: Terminal;
  readonly #connection: TerminalConnection;
  readonly #events: ScreenEvents;
  readonly #host: HTMLElement;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon({ highlightLimit: 2000 });
  readonly #encoder = new TextEncoder();
  readonly #cleanUp: (() => void)[] = [];
  #resizeTimer: number | undefined;
  #disposed = false;

  constructor(host: HTMLElement, url: string, events: ScreenEvents) {
    this.#host = host;
    this.#events = events;
    this.#terminal = new Terminal({
      allowProposedApi: true,
      cursorBlink: true,
      cursorInactiveStyle: 'outline',
      fontFamily: FONT,
      fontSize: 13,
      lineHeight: 1.25,
      scrollback: SCROLLBACK_LINES,
      overviewRuler: { width: 10 },
      minimumContrastRatio: 4.5,
      screenReaderMode: screenReaderMode.get(),
      theme: terminalTheme(theme.get()),
      linkHandler: {
        activate: (event, link) => followLink(event, link),
        hover: (_event, link) => events.onLink(isWebLink(link) ? link : null),
        leave: () => events.onLink(null),
      },
    });
    this.#loadAddons();
    this.#terminal.open(host);
    this.#drawWithWebgl();
    this.#terminal.attachCustomKeyEventHandler((event) => this.#keyPressed(event));
    this.#terminal.parser.registerOscHandler(52, (data) => {
      const text = clipboardWrite(data);
      if (text !== null && this.focused) void navigator.clipboard.writeText(text).catch(() => {});
      return true;
    });
    // Answers to programs' questions come this way too; the server knows which of them to pass on.
    this.#terminal.onData((text) => this.#input(this.#encoder.encode(text)));
    this.#terminal.onBinary((text) => this.#input(Uint8Array.from(text, (character) => character.charCodeAt(0))));

    this.#connection = new TerminalConnection({
      url,
      onMessage: (message) => this.#receive(message),
      onState: (state) => events.onState(state),
      onWake,
    });
    this.#watch();
  }

  get focused(): boolean {
    return document.hasFocus() && this.#host.contains(document.activeElement);
  }

  focus(): void {
    this.#terminal.focus();
  }

  get hasSelection(): boolean {
    return this.#terminal.hasSelection();
  }

  /** Nothing chosen leaves the clipboard as it is. */
  async copySelection(): Promise<void> {
    if (this.hasSelection) await navigator.clipboard.writeText(this.#terminal.getSelection());
  }

  paste(text: string): void {
    this.#terminal.paste(text);
  }

  selectAll(): void {
    this.#terminal.selectAll();
  }

  /** Empties the scrollback of this window; the program's screen stays. */
  clear(): void {
    this.#terminal.clear();
  }

  /** Everything above and on the screen, wrapped lines joined. */
  text(): string {
    const buffer = this.#terminal.buffer.active;
    let text = '';
    for (let at = 0; at < buffer.length; at++) {
      const line = buffer.getLine(at);
      if (!line) continue;
      const wraps = buffer.getLine(at + 1)?.isWrapped === true;
      text += line.translateToString(!wraps) + (wraps ? '' : '\n');
    }
    return `${text.trimEnd()}\n`;
  }

  find(text: string, direction: 'next' | 'previous', options: Omit<ISearchOptions, 'decorations'>): void {
    const withMarks = {
      ...options,
      decorations: {
        matchBackground: cssColor('warning-soft'),
        matchOverviewRuler: cssColor('warning'),
        activeMatchBackground: cssColor('accent-soft'),
        activeMatchBorder: cssColor('accent'),
        activeMatchColorOverviewRuler: cssColor('accent'),
      },
    };
    if (direction === 'next') this.#search.findNext(text, withMarks);
    else this.#search.findPrevious(text, { ...withMarks, incremental: false });
  }

  endFind(): void {
    this.#search.clearDecorations();
    this.#terminal.clearSelection();
  }

  /** Takes the size that fits here, and tells the program. Nothing while it is not displayed. */
  fit(): void {
    const size = this.#fit.proposeDimensions();
    if (!size || !(size.cols >= 2 && size.rows >= 1) || this.#host.offsetParent === null) return;
    const columns = Math.min(size.cols, 1000);
    const rows = Math.min(size.rows, 1000);
    lastSize.set({ columns, rows });
    this.#terminal.resize(columns, rows);
    this.#connection.resize(columns, rows);
    this.#events.onForeignSize(null);
  }

  dispose(): void {
    this.#disposed = true;
    window.clearTimeout(this.#resizeTimer);
    for (const each of this.#cleanUp) each();
    this.#connection.close();
    this.#terminal.dispose();
  }

  #loadAddons(): void {
    const { onLink } = this.#events;
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.loadAddon(new Unicode11Addon());
    this.#terminal.unicode.activeVersion = '11';
    this.#terminal.loadAddon(
      new WebLinksAddon(followLink, {
        hover: (_event, link) => onLink(isWebLink(link) ? link : null),
        leave: () => onLink(null),
      }),
    );
    this.#search.onDidChangeResults(({ resultIndex, resultCount }) =>
      this.#events.onSearchResults({ index: resultIndex, count: resultCount }),
    );
  }

  /** Drawn by the graphics card where there is one; without, or once its context is lost, by the page's own elements. */
  #drawWithWebgl(): void {
    if (!hasGraphicsCard()) return;
    try {
      const webgl = new WebglAddon();
      webgl.onContextLoss(() => webgl.dispose());
      this.#terminal.loadAddon(webgl);
    } catch {
      // All contexts are taken, or the driver is on the browser's list of bad ones: xterm goes on with its DOM renderer.
    }
  }

  #watch(): void {
    const observer = new ResizeObserver(() => {
      window.clearTimeout(this.#resizeTimer);
      this.#resizeTimer = window.setTimeout(() => this.fit(), RESIZE_MS);
    });
    observer.observe(this.#host);
    // Who comes back to a terminal that another window has sized gets it in their own size.
    const focused = () => this.fit();
    this.#host.addEventListener('focusin', focused);
    this.#cleanUp.push(
      () => observer.disconnect(),
      () => this.#host.removeEventListener('focusin', focused),
      theme.subscribe(() => {
        this.#terminal.options.theme = terminalTheme(theme.get());
      }),
      screenReaderMode.subscribe(() => {
        this.#terminal.options.screenReaderMode = screenReaderMode.get();
      }),
    );
  }

  #keyPressed(event: KeyboardEvent): boolean {
    switch (keyAction(event, this.#terminal.hasSelection())) {
      case 'send':
        return true;
      case 'browser':
        return false;
      case 'find':
        event.preventDefault();
        if (event.type === 'keydown') this.#events.onFind();
        return false;
      case 'copy':
        event.preventDefault();
        if (event.type === 'keydown') void this.copySelection().catch(() => {});
        return false;
    }
  }

  #input(data: Uint8Array): void {
    if (!this.#connection.input(data)) this.#events.onRefused();
  }

  #receive(message: ServerMessage): void {
    const terminal = this.#terminal;
    switch (message.kind) {
      case 'output': {
        const { length } = message.data;
        const { epoch } = this.#connection;
        terminal.write(message.data, () => this.#connection.drawn(length, epoch));
        return;
      }
      // What follows has its place among the output that xterm has not drawn yet: it happens when that is drawn.
      case 'snapshot':
        terminal.write(CANCEL, () => {
          terminal.reset();
          terminal.resize(message.columns, message.rows);
        });
        terminal.write(message.data, () => {
          if (!this.#disposed && document.visibilityState === 'visible') this.fit();
        });
        return;
      case 'resized':
        terminal.write('', () => {
          if (this.#disposed) return;
          terminal.resize(message.columns, message.rows);
          const fitting = this.#fit.proposeDimensions();
          const same = fitting?.cols === message.columns && fitting.rows === message.rows;
          this.#events.onForeignSize(same ? null : { columns: message.columns, rows: message.rows });
        });
        return;
      case 'exited':
        terminal.write('', () => {
          if (!this.#disposed) this.#events.onExit(message.exitCode);
        });
    }
  }
}

let graphicsCard: boolean | undefined;

/**
 * Whether WebGL would be faster. Without a card browsers emulate it on the processor, which xterm then waits for: 23 MB
 * of output took 8.1 s so, and 1.2 s by its DOM renderer, on the same machine.
 */
function hasGraphicsCard(): boolean {
  if (graphicsCard === undefined) {
    const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
    const names = context?.getExtension('WEBGL_debug_renderer_info');
    const renderer: unknown = names && context?.getParameter(names.UNMASKED_RENDERER_WEBGL);
    // The caveat alone is not enough: Chromium with `--disable-gpu` gives SwiftShader as if it were a card.
    graphicsCard = context !== null && !/swiftshader|llvmpipe|softpipe|basic render/i.test(String(renderer));
    context?.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return graphicsCard;
}
