import type { FromPreview, ToPreview } from '@craftastic/contract/preview-bridge';

/**
 * Runs in a previewed page, before its own scripts, where the page is shown in our pane: tells the pane where the page is
 * and what it complains of, and does what the pane asks. The page is a stranger and can do all of this itself, so nothing
 * here is a secret, and the pane believes nothing.
 */

/** The server writes the origins of our own page in here. */
declare const __ORIGINS__: readonly string[];

const BRIDGE = 'craftastic-preview';
const TEXT_LENGTH = 2000;
/** A page that fails in a loop is told of so often a second. */
const COMPLAINTS = 30;

type Message<T> = T extends unknown ? Omit<T, 'bridge'> : never;

const origins = paneOrigins();
if (origins.length > 0) connect();

/** What the page around this one can be, where it is ours; another page of the app may have framed it too. */
function paneOrigins(): readonly string[] {
  if (window.parent === window) return [];
  const told = location.ancestorOrigins?.[0];
  // Where the browser doesn't say (Firefox), it is told to all: only the one that is there gets it.
  return told === undefined ? __ORIGINS__ : __ORIGINS__.filter((origin) => origin === told);
}

function connect(): void {
  const send = (message: Message<FromPreview>) => {
    for (const origin of origins) window.parent.postMessage({ bridge: BRIDGE, ...message }, origin);
  };
  const path = () => (location.pathname + location.search + location.hash).slice(0, 4096);
  send({ type: 'ready', path: path() });
  followPath(() => send({ type: 'path', path: path(), ...history_() }));
  followTitle((title) => send({ type: 'title', title: title.slice(0, 300) }));
  followComplaints((level, source, text, place) =>
    send({ type: 'console', level, source, text: text.slice(0, TEXT_LENGTH), location: place?.slice(0, 1000) ?? null }),
  );
  const scrollTo = followScroll((x, y) => send({ type: 'scroll', x, y }));
  followShortcuts((command) => send({ type: 'shortcut', command }));
  window.addEventListener('load', () => send({ type: 'loaded' }));
  window.addEventListener('message', (event) => {
    if (!origins.includes(event.origin) || event.source !== window.parent) return;
    const message = event.data as ToPreview | null;
    if (message?.bridge !== BRIDGE) return;
    switch (message.type) {
      case 'navigate': {
        const url = new URL(message.path, location.origin);
        if (url.origin === location.origin) location.assign(url);
        break;
      }
      case 'back':
        history.back();
        break;
      case 'forward':
        history.forward();
        break;
      case 'reload':
        location.reload();
        break;
      case 'scroll':
        scrollTo(message.x, message.y);
        break;
      case 'picture':
        takePicture().then(
          (dataUrl) => send({ type: 'picture', id: message.id, dataUrl, error: null }),
          (error: unknown) =>
            send({ type: 'picture', id: message.id, dataUrl: null, error: textOf(error).slice(0, 1000) }),
        );
    }
  });
}

interface Navigation {
  canGoBack: boolean;
  canGoForward: boolean;
}

/** Where the browser doesn't say, both ways are offered: going nowhere does no harm. */
function history_(): Navigation {
  const { navigation } = window as { navigation?: Navigation };
  return { canGoBack: navigation?.canGoBack ?? true, canGoForward: navigation?.canGoForward ?? true };
}

function followPath(tell: () => void): void {
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...args) {
      original.apply(this, args);
      tell();
    };
  }
  window.addEventListener('popstate', tell);
  window.addEventListener('hashchange', tell);
  window.addEventListener('pageshow', tell);
}

function followTitle(tell: (title: string) => void): void {
  let told: string | undefined;
  const look = () => {
    if (document.title === told) return;
    told = document.title;
    tell(told);
  };
  document.addEventListener('DOMContentLoaded', () => {
    look();
    new MutationObserver(look).observe(document.head ?? document, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

type Tell = (
  level: 'error' | 'warn',
  source: 'console' | 'error' | 'rejection',
  text: string,
  place: string | null,
) => void;

function followComplaints(tellAll: Tell): void {
  let since = 0;
  let count = 0;
  const tell: Tell = (...complaint) => {
    const now = performance.now();
    if (now - since > 1000) {
      since = now;
      count = 0;
    }
    count += 1;
    if (count <= COMPLAINTS) tellAll(...complaint);
  };
  for (const level of ['error', 'warn'] as const) {
    const original = console[level];
    console[level] = function (this: Console, ...args: unknown[]) {
      original.apply(this, args);
      tell(level, 'console', args.map(textOf).join(' '), null);
    };
  }
  window.addEventListener('error', (event) => {
    if (!(event instanceof ErrorEvent)) return;
    const place = event.filename === '' ? null : `${event.filename}:${event.lineno}:${event.colno}`;
    tell('error', 'error', event.error === undefined ? event.message : textOf(event.error), place);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => tell('error', 'rejection', textOf(reason), null));
}

function textOf(value: unknown): string {
  try {
    if (typeof value === 'string') return value;
    if (value instanceof Error)
      return value.stack?.includes(value.message) ? value.stack : `${value.name}: ${value.message}`;
    if (value instanceof Element) return `<${value.tagName.toLowerCase()}>`;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  } catch {
    return '[something that can’t be shown]';
  }
}

type Shortcut = Extract<FromPreview, { type: 'shortcut' }>['command'];

/** By `KeyboardEvent.code`, with Shift and Ctrl, or ⌘ on Apple's machines. */
const SHORTCUTS: Record<string, Shortcut> = { KeyP: 'palette', KeyB: 'branches', KeyV: 'preview' };

/** Passes on the few keys by which one gets out of the page. What the page itself makes something of stays its own. */
function followShortcuts(tell: (command: Shortcut) => void): void {
  const isApple = /^(Mac|iP)/.test(navigator.platform);
  const commandOf = (event: KeyboardEvent): Shortcut | undefined => {
    if (event.altKey || event.ctrlKey === event.metaKey || event.metaKey !== isApple) {
      return event.code === 'F1' && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
        ? 'palette'
        : undefined;
    }
    return event.shiftKey ? SHORTCUTS[event.code] : undefined;
  };
  window.addEventListener('keydown', (event) => {
    const command = event.isTrusted ? commandOf(event) : undefined;
    if (command === undefined || event.defaultPrevented) return;
    event.preventDefault();
    tell(command);
  });
}

/** Tells of scrolling by the reader, as parts of the way. Returns how to scroll without telling of it. */
function followScroll(tell: (x: number, y: number) => void): (x: number, y: number) => void {
  const way = () => {
    const { scrollWidth, scrollHeight, clientWidth, clientHeight } =
      document.scrollingElement ?? document.documentElement;
    return { x: Math.max(0, scrollWidth - clientWidth), y: Math.max(0, scrollHeight - clientHeight) };
  };
  const part = (at: number, of: number) => (of === 0 ? 0 : Math.min(1, Math.max(0, at / of)));
  let asked: { x: number; y: number } | null = null;
  let waiting = false;
  window.addEventListener(
    'scroll',
    () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const isAsked = asked !== null && Math.abs(scrollX - asked.x) < 2 && Math.abs(scrollY - asked.y) < 2;
        asked = null;
        const { x, y } = way();
        if (!isAsked) tell(part(scrollX, x), part(scrollY, y));
      });
    },
    { passive: true },
  );
  return (x, y) => {
    const whole = way();
    asked = { x: x * whole.x, y: y * whole.y };
    // At once, also where the page asks for smooth scrolling: two panes that follow each other would never meet.
    window.scrollTo({ left: asked.x, top: asked.y, behavior: 'instant' });
  };
}

async function takePicture(): Promise<string> {
  const module = '/__craftastic/picture.js';
  const { picture } = (await import(/* @vite-ignore */ module)) as { picture: () => Promise<string> };
  return picture();
}
