import { createRequire } from 'node:module';
import type { Client } from './craftastic.ts';

/** A program for a session to run, with what dev servers do and some that they should not. Only for the local runtime: it loads `ws`. */
export const DEV_SERVER = `
const http = require('node:http');
const { createHash } = require('node:crypto');
const { WebSocketServer } = require(${JSON.stringify(createRequire(import.meta.url).resolve('ws'))});
let sent = '';
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  const answer = {
    '/headers': () => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ url: request.url, method: request.method, raw: request.rawHeaders }));
    },
    '/cookies': () => {
      response.writeHead(200, [
        'Set-Cookie', 'a=1; Path=/; HttpOnly', 'SET-COOKIE', 'b="x y";  path=/sub;Max-Age=5', 'set-cookie', 'c=%20=; Domain=example.com; Path=/',
        'Set-Cookie', '__Host-craftastic-preview=stolen; Path=/; Secure', 'Set-Cookie', 'craftastic-preview=stolen; Path=/', 'X-Odd-Case', 'Ä'.normalize(),
      ]);
      response.end('cookies');
    },
    '/redirect': () => response.writeHead(302, { location: url.searchParams.get('to') }).end(),
    '/events': () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\\n\\n');
      request.once('close', () => console.log('events closed'));
      process.once('SIGUSR2', () => response.end('data: 2\\n\\n'));
    },
    '/big': () => {
      const size = Number(url.searchParams.get('bytes'));
      response.writeHead(200, { 'content-length': size, 'content-type': 'application/octet-stream' });
      const chunk = Buffer.alloc(256 * 1024);
      for (let at = 0; at < chunk.length; at += 4) chunk.writeUInt32LE(Math.imul(at, 2654435761) >>> 0, at);
      const hash = createHash('sha256');
      let left = size;
      const more = () => {
        while (left > 0) {
          // From another place each time, so that a part that comes twice, or in the place of another, is seen.
          const part = chunk.subarray(left % 65536, left % 65536 + Math.min(left, 100_003));
          left -= part.length;
          hash.update(part);
          if (!response.write(part)) return response.once('drain', more);
        }
        sent = hash.digest('hex');
        response.end();
      };
      more();
    },
    '/sent': () => response.end(sent),
    '/upload': () => {
      const hash = createHash('sha256');
      let bytes = 0;
      request.on('data', (part) => { bytes += part.length; hash.update(part); });
      request.on('end', () => response.end(JSON.stringify({ bytes, hash: hash.digest('hex') })));
    },
    '/half': () => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('x'.repeat(500), () => request.socket.destroy());
    },
    '/raw': () => request.socket.end(Buffer.from(url.searchParams.get('bytes'), 'base64').toString().replace('100 KB', 'a'.repeat(100_000))),
    '/frame': () => {
      response.writeHead(200, { 'content-type': 'text/html', 'x-frame-options': 'DENY', 'content-security-policy': "default-src 'self'; frame-ancestors 'none'" });
      response.end('<!doctype html><html><head><title>Framed</title></head><body>Framed</body></html>');
    },
  }[url.pathname];
  if (answer) return answer();
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<!doctype html><title>Hello</title><h1>Hello from ' + request.url + '</h1>');
});
const sockets = new WebSocketServer({ server });
sockets.on('connection', (peer) => peer.on('message', (data, isBinary) => peer.send(data, { binary: isBinary })));
server.listen(Number(process.argv[2] ?? 0), process.argv[3] ?? '127.0.0.1');
`;

/** Run the program in a session, and wait until it listens; its port. */
export async function runDevServer(client: Client, sessionId: string, name = 'serve.cjs', host = '127.0.0.1') {
  await client.files.create({ sessionId, path: name, type: 'file' });
  const { version } = await client.files.read({ sessionId, path: name });
  await client.files.write({ sessionId, path: name, text: DEV_SERVER, expectedVersion: version });
  const command = `exec '${process.execPath}' ${name} 0 ${host}`;
  const terminal = await client.terminals.create({ sessionId, command });
  for await (const event of await client.sessions.events({ id: sessionId })) {
    if (event.type !== 'ports') continue;
    const port = event.ports.find((found) => found.terminalId === terminal.id)?.port;
    if (port !== undefined) return { port, terminalId: terminal.id };
  }
  throw new Error('the server hung up');
}
