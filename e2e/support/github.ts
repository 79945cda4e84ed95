import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { type GitServer, startGitServer } from '@craftastic/git/test/git-server';

export interface GithubAccount {
  id: number;
  login: string;
  name: string | null;
  orgs?: string[];
}

interface Pull {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  draft: boolean;
  head: string;
  base: string;
  author: string;
  reviews: { login: string; state: string }[];
}

interface Repository {
  owner: string;
  name: string;
  private: boolean;
  description: string | null;
  pulls: Pull[];
  checks: { name: string; status: string; conclusion: string | null }[];
}

const CLIENT = { id: 'Iv1.0123456789abcdef', secret: 'secret-of-the-oauth-app' };
const USER_CODE = 'WDJB-MJHT';

/**
 * A GitHub of one's own: OAuth with state and PKCE, the device flow, the REST that Craftastic asks, and git over https, answering as
 * GitHub documents it; errors of OAuth have the status 200, as there. `/login/oauth/authorize` is a page with two buttons.
 */
export class TestGithub {
  readonly url: string;
  readonly git: GitServer;
  /** Who is logged in at GitHub in every browser that comes. */
  account: GithubAccount = { id: 42, login: 'octo-ada', name: 'Ada Lovelace' };
  /** Seconds that tokens are good for; null for an OAuth app's, which have no end. */
  tokenSeconds: number | null = null;
  readonly repositories = new Map<string, Repository>();
  /** Tokens that are good, and whose they are. */
  readonly tokens = new Map<string, GithubAccount>();
  readonly refreshTokens = new Map<string, GithubAccount>();
  readonly #codes = new Map<string, { challenge: string; redirectUri: string; account: GithubAccount }>();
  readonly #devices = new Map<string, { account: GithubAccount | null; denied: boolean; asked: number }>();
  readonly #close: () => Promise<void>;

  private constructor(url: string, git: GitServer, close: () => Promise<void>) {
    this.url = url;
    this.git = git;
    this.#close = close;
  }

  static async start(): Promise<TestGithub> {
    const git = await startGitServer();
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const github = new TestGithub(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, git, async () => {
      server.closeAllConnections();
      server.close();
      await git.close();
    });
    server.on('request', (request, response) => {
      github.#answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    return github;
  }

  /** What a server is told of it. */
  get settings(): Record<string, string> {
    return { GITHUB_URL: this.url, GITHUB_CLIENT_ID: CLIENT.id, GITHUB_CLIENT_SECRET: CLIENT.secret };
  }

  async createRepository(
    owner: string,
    name: string,
    files: Record<string, string>,
    isPrivate = true,
  ): Promise<Repository> {
    const repository: Repository = { owner, name, private: isPrivate, description: null, pulls: [], checks: [] };
    this.repositories.set(`${owner}/${name}`, repository);
    await this.git.createRepository(`${owner}/${name}`, files);
    return repository;
  }

  /** As when a person takes the token back in GitHub's settings. */
  revokeAll(): void {
    this.tokens.clear();
    this.refreshTokens.clear();
  }

  /** The person types the code in at GitHub. */
  approveDevice(): void {
    for (const device of this.#devices.values()) device.account = this.account;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/login/oauth/authorize') return this.#authorize(request, url, response);
    if (url.pathname === '/login/oauth/access_token') return this.#token(await form(request), response);
    if (url.pathname === '/login/device/code') return this.#device(await form(request), response);
    if (url.pathname.startsWith('/api/v3/')) return this.#rest(request, url, response);
    if (/^\/[^/]+\/[^/]+\.git\//.test(url.pathname) || /^\/[^/]+\/[^/]+\/(info|git-)/.test(url.pathname)) {
      return this.#serveGit(request, url, response);
    }
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<title>GitHub</title><h1>${escaped(url.pathname)}</h1>`);
  }

  #authorize(request: IncomingMessage, url: URL, response: ServerResponse): void {
    const query = Object.fromEntries(url.searchParams);
    const { client_id, redirect_uri = '', state = '', code_challenge = '', code_challenge_method } = query;
    if (client_id !== CLIENT.id || code_challenge_method !== 'S256' || code_challenge === '') {
      response.writeHead(404).end('no such app');
      return;
    }
    const back = new URL(redirect_uri);
    back.searchParams.set('state', state);
    if (request.method === 'GET' && query.answer === undefined) {
      const button = (answer: string, label: string) => `<button name="answer" value="${answer}">${label}</button>`;
      const hidden = Object.entries(query).map(
        ([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
      );
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(
        `<title>Authorize</title><h1>Authorize Craftastic as ${this.account.login}?</h1><form>${hidden.join('')}${button('yes', 'Authorize')}${button('no', 'Cancel')}</form>`,
      );
      return;
    }
    if (query.answer === 'yes') {
      const code = randomBytes(10).toString('hex');
      this.#codes.set(code, { challenge: code_challenge, redirectUri: redirect_uri, account: this.account });
      back.searchParams.set('code', code);
    } else {
      back.searchParams.set('error', 'access_denied');
      back.searchParams.set('error_description', 'The user has denied your application access.');
    }
    response.writeHead(302, { location: back.href }).end();
  }

  async #token(fields: URLSearchParams, response: ServerResponse): Promise<void> {
    const fail = (error: string) =>
      json(response, 200, { error, error_description: `${error}.`, error_uri: 'https://docs.github.com' });
    if (fields.get('client_id') !== CLIENT.id) return json(response, 404, { message: 'Not Found' });
    switch (fields.get('grant_type') ?? 'authorization_code') {
      case 'authorization_code': {
        if (fields.get('client_secret') !== CLIENT.secret) return fail('incorrect_client_credentials');
        const code = fields.get('code') ?? '';
        const issued = this.#codes.get(code);
        this.#codes.delete(code);
        const challenge = createHash('sha256')
          .update(fields.get('code_verifier') ?? '')
          .digest('base64url');
        if (!issued || issued.challenge !== challenge) return fail('bad_verification_code');
        if (issued.redirectUri !== fields.get('redirect_uri')) return fail('redirect_uri_mismatch');
        return json(response, 200, this.#grant(issued.account));
      }
      case 'urn:ietf:params:oauth:grant-type:device_code': {
        const device = this.#devices.get(fields.get('device_code') ?? '');
        if (!device) return fail('incorrect_device_code');
        device.asked += 1;
        if (!device.account) return fail('authorization_pending');
        return json(response, 200, this.#grant(device.account));
      }
      case 'refresh_token': {
        const refresh = fields.get('refresh_token') ?? '';
        const account = this.refreshTokens.get(refresh);
        // Good for once.
        this.refreshTokens.delete(refresh);
        return account ? json(response, 200, this.#grant(account)) : fail('bad_refresh_token');
      }
      default:
        return fail('unsupported_grant_type');
    }
  }

  #grant(account: GithubAccount) {
    const token = `gho_${randomBytes(18).toString('base64url')}`;
    this.tokens.set(token, account);
    if (this.tokenSeconds === null) return { access_token: token, token_type: 'bearer', scope: 'repo' };
    const refresh = `ghr_${randomBytes(24).toString('base64url')}`;
    this.refreshTokens.set(refresh, account);
    const ends = { expires_in: this.tokenSeconds, refresh_token: refresh, refresh_token_expires_in: 15_897_600 };
    return { access_token: token, token_type: 'bearer', scope: '', ...ends };
  }

  async #device(fields: URLSearchParams, response: ServerResponse): Promise<void> {
    if (fields.get('client_id') !== CLIENT.id) return json(response, 404, { message: 'Not Found' });
    const deviceCode = randomBytes(20).toString('hex');
    this.#devices.set(deviceCode, { account: null, denied: false, asked: 0 });
    json(response, 200, {
      device_code: deviceCode,
      user_code: USER_CODE,
      verification_uri: `${this.url}/login/device`,
      expires_in: 900,
      interval: 1,
    });
  }

  async #rest(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const [, token = ''] = /^(?:token|bearer) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const account = this.tokens.get(token);
    if (!account)
      return json(response, 401, { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest' });
    const path = url.pathname.slice('/api/v3'.length);
    const { id, login, name } = account;
    if (path === '/user')
      return json(response, 200, { id, login, name, avatar_url: `${this.url}/u/${id}.png`, email: null });
    if (path === '/user/orgs')
      return json(
        response,
        200,
        (account.orgs ?? []).map((org) => ({ login: org })),
      );
    if (path === '/user/repos') {
      const first = url.searchParams.get('page') ?? '1';
      const all = [...this.repositories.values()].reverse();
      return json(response, 200, first === '1' ? all.map((repository) => this.#presented(repository)) : []);
    }
    const match = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path);
    const repository = this.repositories.get(`${match?.[1]}/${match?.[2]}`);
    if (!match || !repository) return json(response, 404, { message: 'Not Found' });
    const rest = decodeURIComponent(match[3] ?? '');
    if (rest === '') return json(response, 200, this.#presented(repository));
    if (rest.startsWith('/branches/')) return this.#branch(repository, rest.slice('/branches/'.length), response);
    if (rest === '/pulls' && request.method === 'POST')
      return this.#createPull(repository, account, await body(request), response);
    if (rest === '/pulls') {
      const [, head = ''] = (url.searchParams.get('head') ?? '').split(/:(.*)/s);
      return json(
        response,
        200,
        repository.pulls.filter((pull) => pull.head === head).map((pull) => this.#pull(repository, pull)),
      );
    }
    const reviews = /^\/pulls\/(\d+)\/reviews$/.exec(rest);
    if (reviews) {
      const pull = repository.pulls.find(({ number }) => number === Number(reviews[1]));
      return json(
        response,
        200,
        (pull?.reviews ?? []).map((review) => ({ user: { login: review.login }, state: review.state })),
      );
    }
    if (/^\/commits\/[^/]+\/check-runs$/.test(rest)) {
      const runs = repository.checks.map((check) => ({ ...check, html_url: `${this.url}/checks` }));
      return json(response, 200, { total_count: runs.length, check_runs: runs });
    }
    if (/^\/commits\/[^/]+\/status$/.test(rest)) return json(response, 200, { state: 'pending', statuses: [] });
    json(response, 404, { message: 'Not Found' });
  }

  #presented(repository: Repository) {
    const full = `${repository.owner}/${repository.name}`;
    return {
      full_name: full,
      description: repository.description,
      private: repository.private,
      pushed_at: '2026-11-01T12:00:00Z',
      default_branch: 'main',
      clone_url: `${this.url}/${full}.git`,
    };
  }

  async #refOf(repository: Repository, branch: string): Promise<string | null> {
    const advertised = await fetch(
      `${this.git.origin}/${repository.owner}/${repository.name}.git/info/refs?service=git-upload-pack`,
    );
    const line = (await advertised.text()).split('\n').find((each) => each.endsWith(` refs/heads/${branch}`));
    return line ? (/([0-9a-f]{40}) refs/.exec(line)?.[1] ?? null) : null;
  }

  async #branch(repository: Repository, branch: string, response: ServerResponse): Promise<void> {
    const sha = await this.#refOf(repository, branch);
    if (sha === null) return json(response, 404, { message: 'Branch not found' });
    json(response, 200, { name: branch, commit: { sha } });
  }

  async #createPull(
    repository: Repository,
    account: GithubAccount,
    input: Record<string, unknown>,
    response: ServerResponse,
  ): Promise<void> {
    const head = String(input.head);
    const refuse = (message: string) =>
      json(response, 422, {
        message: 'Validation Failed',
        errors: [{ resource: 'PullRequest', code: 'custom', message }],
      });
    if ((await this.#refOf(repository, head)) === null) return refuse('head is invalid');
    if (repository.pulls.some((pull) => pull.head === head && pull.state === 'open')) {
      return refuse(`A pull request already exists for ${repository.owner}:${head}.`);
    }
    const pull: Pull = {
      number: repository.pulls.length + 1,
      title: String(input.title),
      body: String(input.body ?? ''),
      state: 'open',
      draft: input.draft === true,
      head,
      base: String(input.base),
      author: account.login,
      reviews: [],
    };
    repository.pulls.push(pull);
    json(response, 201, this.#pull(repository, pull));
  }

  #pull(repository: Repository, pull: Pull) {
    return {
      number: pull.number,
      title: pull.title,
      html_url: `${this.url}/${repository.owner}/${repository.name}/pull/${pull.number}`,
      state: pull.state,
      draft: pull.draft,
      merged_at: null,
      base: { ref: pull.base },
      user: { login: pull.author },
      requested_reviewers: [],
    };
  }

  /** Git's own http-backend, behind a token as GitHub wants one. */
  async #serveGit(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const [, basic = ''] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const [, password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
    const full = /^\/([^/]+\/[^/]+?)(?:\.git)?\//.exec(url.pathname)?.[1] ?? '';
    const isPublic = this.repositories.get(full)?.private === false && !/receive-pack/.test(url.href);
    if (!this.tokens.has(password) && !(isPublic && basic === '')) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
      return;
    }
    const path = url.pathname.replace(`/${full}/`, `/${full}.git/`);
    const outgoing = httpRequest(`${this.git.origin}${path}${url.search}`, {
      method: request.method,
      headers: request.headers,
    });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    await pipeline(request, outgoing);
    const [answer] = await answered;
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

function json(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
}

async function text(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const form = async (request: IncomingMessage) => new URLSearchParams(await text(request));
const body = async (request: IncomingMessage) => JSON.parse(await text(request)) as Record<string, unknown>;
