import type { Browser, BrowserContext, Page } from '@playwright/test';
import { VIEWPORT } from './browser.ts';
import type { CodeServer } from './code-server.ts';
import type { Installation } from './server.ts';

/** An IDE as a person at a browser meets it; ours and its peer are driven the same way. */
export interface Ide {
  name: string;
  /** A browser that has been here before, with nothing in its cache. */
  context(): Promise<BrowserContext>;
  /** Where a file is open from the start. */
  address: string;
  /** Brings a terminal with a prompt to the front of an open page. */
  openTerminal(page: Page): Promise<void>;
}

const EDITOR_TEXT = '.monaco-editor .view-lines';
const TERMINAL_TEXT = '.xterm-rows';
export const FILE = 'README.md';

export async function ourIde(browser: Browser, installation: Installation, sessionId: string): Promise<Ide> {
  const { craftastic } = installation;
  // Logged in, with the file's tab open, as it was left.
  const first = await browser.newContext({ viewport: VIEWPORT });
  const page = await first.newPage();
  await page.goto(craftastic.loginUrl);
  await page.goto(`${craftastic.url}/sessions/${sessionId}`);
  await page.locator(`[data-path="${FILE}"]`).dblclick();
  await page.locator(EDITOR_TEXT).filter({ hasText: 'Work' }).waitFor();
  const storageState = await first.storageState();
  await first.close();
  return {
    name: 'Craftastic',
    context: () => browser.newContext({ viewport: VIEWPORT, storageState }),
    address: `${craftastic.url}/sessions/${sessionId}`,
    openTerminal: (open) => atPrompt(open),
  };
}

export function peerIde(browser: Browser, server: CodeServer): Ide {
  return {
    name: `code-server ${server.version}`,
    context: () => browser.newContext({ viewport: VIEWPORT }),
    address: server.address(FILE),
    async openTerminal(page) {
      await page.locator(EDITOR_TEXT).first().waitFor();
      await page.keyboard.press('Control+Backquote');
      await atPrompt(page);
    },
  };
}

/** Seconds from the wish to see an address until text that is typed there stands in the editor. */
export async function timeToTyped(page: Page, address: string, text: string): Promise<number> {
  const begin = performance.now();
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator(EDITOR_TEXT).filter({ hasText: 'Work' }).first().click();
  await page.keyboard.type(text);
  await page.waitForFunction(
    ({ selector, typed }) => document.querySelector(selector)?.textContent?.includes(typed),
    { selector: EDITOR_TEXT, typed: text },
    { polling: 'raf', timeout: 60_000 },
  );
  return (performance.now() - begin) / 1000;
}

/** Resolves in the frame in which a terminal's screen has this text. */
export async function terminalShows(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    ({ selector, wanted }) =>
      [...document.querySelectorAll(selector)].some(({ textContent }) => textContent?.includes(wanted)),
    { selector: TERMINAL_TEXT, wanted: text },
    { polling: 'raf', timeout: 120_000 },
  );
}

async function atPrompt(page: Page): Promise<void> {
  await page.locator(TERMINAL_TEXT).first().waitFor();
  await page.locator('.xterm-helper-textarea').first().focus();
  // A shell that isn't ready yet has what is typed waiting for it.
  await page.keyboard.type('echo $((40 + 2))-ready\n');
  await terminalShows(page, '42-ready');
}
