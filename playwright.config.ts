import { defineConfig, devices } from '@playwright/test';
import { LAUNCH_OPTIONS, SHELL_OPTIONS } from './e2e/support/chromium.ts';

/** The stories that are about containers; every other one needs no engine, and is faster without. */
const OF_CONTAINERS = /(first-push|restart|two-sessions|\/preview|preview-isolation)\.spec\.ts|\.demo\.ts$/;

export default defineConfig<object, { runtime: 'docker' | 'local' }>({
  testDir: 'e2e',
  // Beside them are tests of the API alone, which are vitest's.
  testMatch: '**/*.{spec,demo}.ts',
  outputDir: 'test-results/e2e',
  // A session is started in most tests: on two cores, with a browser beside it, that may take its time.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: process.env.CI === 'true',
  // Where it failed first is in the output all the same, and the closing table counts it.
  retries: process.env.CI === 'true' ? 1 : 0,
  globalSetup: './e2e/support/leaks.ts',
  reporter: [['list']],
  projects: [
    // With the whole browser, for which a third of the stories is enough.
    { name: 'docker', testMatch: OF_CONTAINERS, use: { runtime: 'docker', launchOptions: LAUNCH_OPTIONS } },
    {
      name: 'local',
      testIgnore: /(restart|two-sessions|\/preview|preview-isolation)\.spec\.ts|\.demo\.ts$/,
      use: { runtime: 'local', launchOptions: SHELL_OPTIONS },
    },
  ],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1400, height: 900 },
    actionTimeout: 20_000,
    // To record every story costs a quarter of its time; CI tells what it tried twice.
    trace: process.env.CI === 'true' ? 'on-first-retry' : 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
