// Writes the Prisma client from prisma/schema.prisma. Prisma wants its schema engine here, a native binary that it
// downloads and that generating does not use; naming any executable in its place keeps this offline and fast.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = `${root}node_modules/.bin/node`;
const result = spawnSync(node, [`${root}node_modules/prisma/build/index.js`, 'generate', '--no-hints'], {
  cwd: root,
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: node, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  encoding: 'utf8',
});
if (result.status !== 0) {
  process.stderr.write(`prisma generate failed:\n${result.stdout}${result.stderr}\n`);
  process.exit(1);
}
