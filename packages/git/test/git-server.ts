import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { sh, TEST_ENVIRONMENT } from './repository.ts';

export interface GitServerOptions {
  /** User name → password or token. Left out: everyone may read and write. */
  users?: Record<string, string>;
}

export interface LoggedRequest {
  method: string;
  url: string;
  user: string | null;
  status: number;
}

export interface GitServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Where the bare repositories are: `{root}/{name}.git`. */
  readonly root: string;
  readonly requests: LoggedRequest[];
  urlOf(name: string): string;
  directoryOf(name: string): string;
  /** Makes a bare repository, in place of one of this name; `files` are its first commit on `main`. */
  createRepository(name: string, files?: Record<string, string>): Promise<{ url: string; directory: string }>;
  /** Answer the requests that it is true for with this status, until called with null. */
  refuse(rule: ((request: IncomingMessage) => number | null) | null): void;
  /** Send the requests it gives a URL for elsewhere. */
  redirect(rule: ((request: IncomingMessage) => string | null) | null): void;
  /** Hold every answer until the promise is settled. */
  holdUntil(gate: Promise<unknown> | null): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A git host as real as one on a loopback port can be: git's own http-backend behind Basic authentication. */
export async function startGitServer(options: GitServerOptions = {}): Promise<GitServer> {
  const root = await mkdtemp(join(tmpdir(), 'git-server-'));
  const requests: LoggedRequest[] = [];
  let refuse: ((request: IncomingMessage) => number | null) | null = null;
  let redirect: ((request: IncomingMessage) => string | null) | null = null;
  let gate: Promise<unknown> | null = null;
  const stopped = new AbortController();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const user = userOf(request, options.users);
    const { method = '', url = '' } = request;
    response.on('close', () => requests.push({ method, url, user, status: response.statusCode }));
    await gate;
    const location = redirect?.(request);
    if (location) return void response.writeHead(302, { location }).end();
    const refused = refuse?.(request);
    if (refused) return void response.writeHead(refused).end();
    if (options.users && user === null) {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    }
    await backend(root, request, response, user, stopped.signal);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const directoryOf = (name: string) => join(root, `${name}.git`);
  const close = async () => {
    stopped.abort();
    server.closeAllConnections();
    server.close();
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  };
  return {
    origin,
    root,
    requests,
    urlOf: (name) => `${origin}/${name}.git`,
    directoryOf,
    async createRepository(name, files) {
      const directory = directoryOf(name);
      await rm(directory, { recursive: true, force: true });
      await mkdir(directory, { recursive: true });
      await sh(directory, 'init', '--quiet', '--bare', '--initial-branch=main');
      await sh(directory, 'config', 'http.receivepack', 'true');
      if (files) await firstCommit(directory, files);
      return { url: `${origin}/${name}.git`, directory };
    },
    refuse: (rule) => {
      refuse = rule;
    },
    redirect: (rule) => {
      redirect = rule;
    },
    holdUntil: (promise) => {
      gate = promise;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Null for no, or a wrong, password. */
function userOf(request: IncomingMessage, users: Record<string, string> | undefined): string | null {
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return null;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const at = text.indexOf(':');
  const [name, password] = [text.slice(0, at), text.slice(at + 1)];
  return users?.[name] === password ? name : null;
}

async function firstCommit(directory: string, files: Record<string, string>): Promise<void> {
  const lines = Object.entries(files).flatMap(([path, content]) => [
    `M 100644 inline ${path}`,
    `data ${Buffer.byteLength(content)}`,
    content,
  ]);
  const head = 'commit refs/heads/main\ncommitter Ada <ada@example.com> 1700000000 +0000\ndata 5\nfirst\n';
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: directory,
    env: TEST_ENVIRONMENT,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  child.stdin.end(`${head}${lines.join('\n')}\n`);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

/** One request through `git http-backend`, a CGI program. */
async function backend(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  user: string | null,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const gzip = request.headers['content-encoding'] === 'gzip';
  const child = spawn('git', ['http-backend'], {
    env: {
      ...TEST_ENVIRONMENT,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: decodeURIComponent(url.pathname),
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      REMOTE_ADDR: '127.0.0.1',
      ...(user === null ? {} : { REMOTE_USER: user }),
      ...(request.headers['git-protocol'] ? { GIT_PROTOCOL: String(request.headers['git-protocol']) } : {}),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
    signal,
  });
  child.on('error', () => response.destroy());
  child.stdin.on('error', () => {});
  (gzip ? request.pipe(createGunzip()) : request).pipe(child.stdin);
  response.on('close', () => child.kill());

  let head = Buffer.alloc(0);
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    head = Buffer.concat([head, chunk as Buffer]);
    if (head.includes('\r\n\r\n')) break;
  }
  const end = head.indexOf('\r\n\r\n');
  if (end < 0) return void response.writeHead(500).end();
  const headers = head
    .subarray(0, end)
    .toString('latin1')
    .split('\r\n')
    .map((line) => line.split(': ', 2) as [string, string]);
  const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1];
  response.writeHead(status ? Number.parseInt(status, 10) : 200, Object.fromEntries(headers));
  response.write(head.subarray(end + 4));
  await pipeline(child.stdout, response);
}
