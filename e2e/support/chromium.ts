import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

/** The browser of the machine, by setting or where Debian has it; else the one that Playwright has installed. */
const chromium = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));

/** How every test starts Chromium. */
export const LAUNCH_OPTIONS: LaunchOptions = {
  ...(chromium && { executablePath: chromium }),
  args: [
    // Chromium refuses its sandbox to root; as anyone else it keeps it.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    // It looks for updates and accounts by itself: no test shall depend on what it finds.
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
