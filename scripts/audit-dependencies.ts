/**
 * Asks the registry for known faults of what the server runs on, and fails on those that are high or critical. Where the
 * registry has no such list, or can't be reached, it says so and passes: nobody should be kept from testing by that.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const Report = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string(), range: z.string() })),
});

const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
const [program = 'npm', ...first] = npm;
const { stdout } = spawnSync(program, [...first, 'audit', '--json', '--omit=dev', '--audit-level=high'], {
  cwd: join(import.meta.dirname, '..'),
  encoding: 'utf8',
  timeout: 120_000,
});
const answer = (() => {
  try {
    return Report.safeParse(JSON.parse(stdout)).data ?? null;
  } catch {
    return null;
  }
})();
if (answer === null) console.log('The registry could not be asked for known faults; nothing was checked.');
else {
  const bad = Object.entries(answer.vulnerabilities).filter(([, { severity }]) => /^(high|critical)$/.test(severity));
  for (const [name, { severity, range }] of bad) console.error(`${name} ${range}: ${severity}`);
  console.log(`${bad.length} packages with faults that are high or critical.`);
  process.exitCode = bad.length === 0 ? 0 : 1;
}
