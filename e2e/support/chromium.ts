import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

const ARGS = [
  // Chromium refuses its sandbox to root; as anyone else it keeps it.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  // It looks for updates and accounts by itself: no test shall depend on what it finds.
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const started = (...paths: (string | undefined)[]): LaunchOptions => {
  const executablePath = paths.find((path) => path && existsSync(path));
  return { ...(executablePath && { executablePath }), args: ARGS };
};

/** How tests start Chromium: the one of the machine, by setting or where Debian has it; else Playwright's own. */
export const LAUNCH_OPTIONS = started(process.env.CHROMIUM_PATH, '/usr/bin/chromium');

/**
 * The same engine without a browser around it (tabs, extensions, a profile), which is what Playwright's own headless
 * Chromium is: a session's page takes 1.8 s of processor time in place of 2.8. Where there is none, the whole browser.
 */
export const SHELL_OPTIONS = started(
  process.env.CHROMIUM_SHELL_PATH,
  '/usr/bin/chromium-headless-shell',
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
);
