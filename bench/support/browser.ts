import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';
import config from '../../playwright.config.ts';
import { NotHere } from './bench.ts';

export const VIEWPORT = { width: 1400, height: 900 };

/** The browser of the end-to-end tests, with its switches. */
export async function openBrowser(stack: AsyncDisposableStack): Promise<Browser> {
  const options = config.use?.launchOptions ?? {};
  if (!existsSync(options.executablePath ?? chromium.executablePath())) {
    throw new NotHere('there is no Chromium; run `npx playwright install chromium`, or name one in CHROMIUM_PATH.');
  }
  const browser = await chromium.launch(options);
  stack.defer(() => browser.close());
  return browser;
}
