import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = readFileSync(`${root}/docs/security.md`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
  .slice(1);
const files = globSync('{apps,packages,e2e,scripts}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: (path) => path.split('/').some((part) => part === 'node_modules' || part === 'dist'),
});

test('the table of threats has rows', () => {
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows.map((cells) => [cells[0] ?? '', cells] as const))(
  '%s: has a test, and what it names is there',
  (_, cells) => {
    expect(cells).toHaveLength(3);
    const named = [...(cells[2] ?? '').matchAll(/`([\w./-]+\.tsx?)`/g)].map(([, name]) => name ?? '');
    const missing = named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)));
    expect(missing).toEqual([]);
    // Their tests are beside them.
    const tests = [...named, ...(/and (its|their) tests?/.test(cells[2] ?? '') ? ['x.test.ts'] : [])];
    expect(tests.filter((name) => /\.(test|spec)\.ts$/.test(name))).not.toEqual([]);
  },
);
