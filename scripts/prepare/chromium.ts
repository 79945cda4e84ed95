import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { canInstall, installPackages } from './debian.ts';

/** @returns null where a browser is there for the tests, or was installed; else why not. */
export function prepareChromium(): string | null {
  const found = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', chromium.executablePath()];
  if (found.some((path) => path && existsSync(path))) {
    // Beside Debian's, for the stories that need no more than its engine; without it they take longer.
    const shell = '/usr/bin/chromium-headless-shell';
    if (existsSync('/usr/bin/chromium') && !existsSync(shell) && canInstall())
      installPackages('chromium-headless-shell');
    return null;
  }
  if (canInstall()) return installPackages('chromium', 'chromium-headless-shell', 'fonts-dejavu-core');
  return 'there is no Chromium; run `npx playwright install chromium`, or name one in CHROMIUM_PATH';
}
