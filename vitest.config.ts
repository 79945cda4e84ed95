import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { contractRoutes } from './scripts/contract-routes.ts';

const everywhere = ['**/node_modules/**', '**/dist/**', 'test-results/**'];

/** What takes longest, in this order: as the last ones they would leave a core idle. A fresh clone knows only sizes. */
const LONGEST = [
  'repository-links.test',
  'repository-programs.test',
  'sandbox.test',
  'idle.db.test',
  'write-back.db.test',
  'histories.db.test',
  'access.db.test',
  'sessions.db.test',
  'gitx.db.test',
  'backup.db.test',
  'rotate-key.db.test',
  'disk.db.test',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.ts`));
      return found < 0 ? LONGEST.length : found;
    };
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => place(one) - place(other));
  }
}

/**
 * Projects by what a test needs: nothing (`unit`), the Docker Engine (`docker`), PostgreSQL (`db`); and those that attack a
 * whole server (`attacks`), which need them all. Processes and not threads: tests change their environment, start programs
 * and load native modules.
 */
export default defineConfig({
  plugins: [contractRoutes()],
  test: {
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    // Two cores shared with a browser and an engine: a slow test is waited for, a stuck one still ends.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    // What a test needs to be told of a failure is in its assertion; a repeated one would hide that it is shaky.
    retry: 0,
    reporters: ['default', './e2e/attacks/support/figures.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          include: ['{apps,packages,scripts,bench}/**/*.test.{ts,tsx}'],
          exclude: [...everywhere, '**/*.docker.test.ts', '**/*.db.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ['{apps,packages,e2e}/**/*.docker.test.ts'],
          exclude: everywhere,
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'db',
          // The longest of these wait for time to pass: a third one uses the processor meanwhile.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          include: ['{apps,packages,e2e}/**/*.db.test.ts'],
          exclude: everywhere,
          globalSetup: './e2e/support/shared-postgres.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'attacks',
          // Most of an attack is waiting, for a container or for nothing to happen.
          maxWorkers: 4,
          sequence: { groupOrder: 3 },
          include: ['e2e/attacks/**/*.test.ts'],
          exclude: everywhere,
          testTimeout: 180_000,
        },
      },
    ],
  },
});
