import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { REF_RULES_HEADER, RefRules } from '@craftastic/contract/ref-rules';
import { sh, temporaryFolder } from '../../../packages/git/test/repository.ts';
import { handleWire } from '../src/wire/handler.ts';

/** An empty hosted repository behind the wire handler, which is told these rules as the API tells them. */
export async function wireScene(rules: Partial<RefRules> = {}) {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'repository'));
  await sh(folder.path, 'init', '--quiet', '--bare', '--initial-branch=main', 'repository/gitx.git');
  const server = createServer((incoming, response) => {
    incoming.headers[REF_RULES_HEADER] = encodeURIComponent(JSON.stringify(RefRules.parse(rules)));
    void handleWire(incoming, response, join(folder.path, 'repository'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...folder,
    repository: join(folder.path, 'repository/gitx.git'),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wire`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await folder[Symbol.asyncDispose]();
    },
  };
}
