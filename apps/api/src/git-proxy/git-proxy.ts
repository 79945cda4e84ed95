import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream/promises';
import { PUSH_TICKET_HEADER } from '@craftastic/contract/supervisor';
import type { Logger } from 'pino';
import { Agent, request } from 'undici';
import { HOP_BY_HOP } from '../http/hop-by-hop.ts';
import type { Settings } from '../settings.ts';
import { mayBePrivate, publicLookup } from './hosts.ts';
import { aliasOf, targetOf } from './target.ts';

/** Which sandbox is behind a socket; only the server says so, never the sandbox. */
export interface Caller {
  /** The session, or the environment for a repository sandbox. */
  sandboxId: string;
  environmentId: string;
  kind: 'repository' | 'session';
  /** Of a push that a repository sandbox makes: whom it is for. */
  userId?: string;
}

/** What the proxy asks of the rest of the server. */
export interface GitProxyHost {
  settings: Settings;
  log: Logger;
  /** Base of the hosted repositories' URLs: http://127.0.0.1:3000/git */
  hostedBase: string;
  /** The URL of `origin`, and null where the environment is gone. */
  repositoryUrlOf(environmentId: string): Promise<string | null>;
  /** The token that a sandbox's request to an origin goes with, in the clear. `pushes` is whether it may write there. */
  credentialsOf(caller: Caller, origin: string, pushes: boolean): Promise<{ username: string; token: string } | null>;
  /** The host has answered that it does not know these. */
  refusedCredentials(caller: Caller, origin: string, credentials: { username: string; token: string }): Promise<void>;
  /** Serve a request to one of our own repositories. */
  serveHosted(
    environmentId: string,
    service: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void>;
}

/** What is of one connection, and what a sandbox could pass for somebody by. */
const NOT_FORWARDED = new Set([...HOP_BY_HOP, 'expect', 'host', 'cookie', 'set-cookie', PUSH_TICKET_HEADER]);

/**
 * The way out of the sandboxes for git. Each has a socket of its own, on which its git's requests arrive; the user's
 * token is added here, outside, and only for the repository of that sandbox's environment. Bodies are streamed.
 */
export class GitProxy {
  readonly #host: GitProxyHost;
  readonly #servers = new Map<string, Server>();
  /** Paths to which the host has redirected an environment's repository, as after a rename. */
  readonly #aliases = new Map<string, Set<string>>();
  /** Pushes under way from repository sandboxes, by their tickets. */
  readonly #pushes = new Map<string, { environmentId: string; userId: string }>();
  readonly #anywhere = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 15_000 } });
  readonly #publicOnly = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 15_000, lookup: publicLookup },
  });

  constructor(host: GitProxyHost) {
    this.#host = host;
  }

  /** Open a sandbox's socket, unless it is open. A file that a killed server left is replaced. */
  async listen(socketPath: string, caller: Caller): Promise<void> {
    if (this.#servers.has(socketPath)) return;
    const server = createServer((incoming, response) => {
      this.#forward(caller, incoming, response).catch((error) => this.#fail(caller, error, response));
    });
    // A push may pause for long while a hook runs; the peer is our own supervisor.
    server.requestTimeout = 0;
    this.#servers.set(socketPath, server);
    await rm(socketPath, { force: true });
    const listening = new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
    // Only the sandbox has the folder, and in it the supervisor is another user than the server. By the mask and not by
    // chmod, which would follow a link that the sandbox puts in the socket's place; `listen` binds before it returns.
    const mask = process.umask(0);
    try {
      server.listen(socketPath);
    } finally {
      process.umask(mask);
    }
    await listening;
  }

  /** A ticket for pushes from an environment's repository sandbox in somebody's name; it is good until it is disposed of. */
  pushTicket(environmentId: string, userId: string): { ticket: string } & Disposable {
    const ticket = randomBytes(24).toString('base64url');
    this.#pushes.set(ticket, { environmentId, userId });
    return { ticket, [Symbol.dispose]: () => this.#pushes.delete(ticket) };
  }

  async close(socketPath: string): Promise<void> {
    const server = this.#servers.get(socketPath);
    this.#servers.delete(socketPath);
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#servers.keys()].map((path) => this.close(path)));
    await Promise.all([this.#anywhere.destroy(), this.#publicOnly.destroy()]);
  }

  async #forward(sandbox: Caller, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = this.#withPusher(sandbox, incoming.headers[PUSH_TICKET_HEADER]);
    const { environmentId } = caller;
    const repositoryUrl = await this.#host.repositoryUrlOf(environmentId);
    if (repositoryUrl === null) return refuse(response, 404, 'The environment is gone.');
    const aliases = this.#aliases.get(environmentId) ?? new Set();
    const target = targetOf(incoming.url ?? '', { repositoryUrl, hostedBase: this.#host.hostedBase, aliases });
    if (target.kind === 'refused') return refuse(response, 403, target.reason);
    if (target.kind === 'hosted') return this.#host.serveHosted(environmentId, target.service, incoming, response);

    const { origin, path } = target;
    const url = new URL(path, origin);
    if (url.origin !== origin) return refuse(response, 403, 'This is not an address of that host.');
    const headers = forwardable(incoming.headers);
    const credentials = target.withToken ? await this.#host.credentialsOf(caller, origin, isPush(url)) : null;
    if (credentials) {
      const pair = `${credentials.username}:${credentials.token}`;
      headers.authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
    }
    const abort = new AbortController();
    response.once('close', () => abort.abort());
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const upstream = await request(url, {
      method: (incoming.method ?? 'GET') as 'GET',
      headers,
      body: hasBody ? incoming : null,
      dispatcher: mayBePrivate(url.host, this.#host.settings) ? this.#anywhere : this.#publicOnly,
      signal: abort.signal,
    });
    if (upstream.statusCode === 401 && credentials) await this.#host.refusedCredentials(caller, origin, credentials);
    const answer = forwardable(upstream.headers);
    if (upstream.statusCode >= 300 && upstream.statusCode < 400) {
      const location = this.#redirect(environmentId, origin, url, upstream.headers.location, target.withToken);
      if (location === null) {
        await upstream.body.dump();
        return refuse(response, 502, `${url.host} redirects to another place; use that address instead.`);
      }
      answer.location = location;
    }
    response.writeHead(upstream.statusCode, answer);
    await pipeline(upstream.body, response);
  }

  /**
   * A redirect, as the sandbox may follow it: on the same host and back through here. Elsewhere it may not: git would
   * take the token's conversation to whatever host the answer names.
   */
  #redirect(
    environmentId: string,
    origin: string,
    from: URL,
    header: string | string[] | undefined,
    own: boolean,
  ): string | null {
    if (typeof header !== 'string' || !URL.canParse(header, from)) return null;
    const location = new URL(header, from);
    if (location.origin !== origin || location.username !== '' || location.password !== '') return null;
    const alias = aliasOf(location);
    if (own && alias !== null) {
      const known = this.#aliases.get(environmentId) ?? new Set<string>();
      // A host that redirects without end must not fill the memory.
      if (known.size < 8) this.#aliases.set(environmentId, known.add(alias));
    }
    return `/${location.protocol.slice(0, -1)}/${location.host}${location.pathname}${location.search}`;
  }

  /** Only a repository sandbox has tickets, and only for its own environment. */
  #withPusher(caller: Caller, ticket: string | string[] | undefined): Caller {
    const push = typeof ticket === 'string' ? this.#pushes.get(ticket) : undefined;
    const isOwn = caller.kind === 'repository' && push?.environmentId === caller.environmentId;
    return isOwn ? { ...caller, userId: push.userId } : caller;
  }

  #fail(caller: Caller, error: unknown, response: ServerResponse): void {
    this.#host.log.info({ err: error, caller }, 'git request of a sandbox failed');
    if (response.headersSent) response.destroy();
    else refuse(response, 502, 'The git host does not answer.');
  }
}

/** Git says so in the first request of a push, which asks for the refs, and in the path of the second; LFS in neither. */
function isPush(url: URL): boolean {
  const service = url.searchParams.get('service') ?? url.pathname;
  return !service.endsWith('git-upload-pack');
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

function forwardable(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => !NOT_FORWARDED.has(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(kept);
}
