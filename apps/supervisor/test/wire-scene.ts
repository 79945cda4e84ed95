import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { REF_RULES_HEADER, RefRules } from '@craftastic/contract/ref-rules';
import { GIT_UPGRADE } from '@craftastic/contract/supervisor';
import { sh, temporaryFolder } from '../../../packages/git/test/repository.ts';
import { handleWire, upgradeToWire } from '../src/wire/handler.ts';

/** An empty hosted repository behind the wire handlers, which are told these rules as the API tells them. */
export async function wireScene(rules: Partial<RefRules> = {}) {
  const folder = await temporaryFolder();
  const directory = join(folder.path, 'repository');
  await mkdir(directory);
  await sh(folder.path, 'init', '--quiet', '--bare', '--initial-branch=main', 'repository/gitx.git');
  const supervisor = createServer((incoming, response) => void handleWire(incoming, response, directory));
  supervisor.on('upgrade', (incoming, stream) => void upgradeToWire(incoming, stream, directory));
  const port = await listening(supervisor);
  // What the API is between git and a supervisor.
  const server = createServer((incoming, response) => {
    incoming.headers[REF_RULES_HEADER] = encodeURIComponent(JSON.stringify(RefRules.parse(rules)));
    if (incoming.method === 'POST') exchange(incoming, response, port);
    else void handleWire(incoming, response, directory);
  });
  const url = `http://127.0.0.1:${await listening(server)}/wire`;
  return {
    ...folder,
    repository: join(directory, 'gitx.git'),
    url,
    async [Symbol.asyncDispose]() {
      for (const each of [server, supervisor]) {
        each.closeAllConnections();
        await new Promise((resolve) => each.close(resolve));
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** As the API does it: HTTP on this side, git's own connection on the other. */
function exchange(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = incoming.headers;
  const upgrade = { ...headers, connection: 'Upgrade', upgrade: GIT_UPGRADE };
  const outgoing = request({ host: '127.0.0.1', port, path: incoming.url, headers: upgrade });
  outgoing.once('upgrade', (_answer, socket) => {
    response.once('close', () => socket.destroy());
    socket.once('error', () => response.destroy());
    const isPacked = incoming.headers['content-encoding'] === 'gzip';
    (isPacked ? incoming.pipe(createGunzip()) : incoming).pipe(socket);
    socket.pipe(response);
  });
  outgoing.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502);
    answer.pipe(response);
  });
  outgoing.end();
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
