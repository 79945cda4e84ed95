import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { canInstall, installPackages } from './debian.ts';

/** @returns null where a browser is there for the tests, or was installed; else why not. */
export function prepareChromium(): string | null {
  const found = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()];
  if (found.some((path) => path && existsSync(path))) return null;
  if (canInstall()) return installPackages('chromium', 'fonts-dejavu-core');
  return 'there is no Chromium; run `npx playwright install chromium`, or name one in CHROMIUM_PATH';
}
