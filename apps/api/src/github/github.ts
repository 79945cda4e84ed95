import { contractError, isContractError } from '@craftastic/contract/contract-error';
import type {
  BranchAtGithub,
  Check,
  GithubConnection,
  GithubRepository,
  PullRequest,
} from '@craftastic/contract/github';
import type { Database } from '@craftastic/db/database';
import type { Octokit } from '@octokit/core';
import type { GithubSettings } from '../settings.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { repositoryAt } from './allowed.ts';
import {
  type CheckRun,
  type CommitStatus,
  checkOf,
  type PullPayload,
  pullRequestOf,
  reviewsOf,
  statusCheckOf,
} from './present.ts';
import { refusalOf, restOf, statusOf } from './rest.ts';

interface Parts {
  settings: GithubSettings;
  database: Database;
  tokens: Tokens;
}

/** Repositories that are looked through: the last pushed ones, a hundred a page. */
const MOST_PAGES = 5;
const SHOWN = 50;

/** GitHub as a person's token lets them see it. Its answers are read here and kept nowhere. */
export class Github {
  readonly #parts: Parts;
  readonly origin: string;
  readonly host: string;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { origin, host } = new URL(parts.settings.url);
    this.origin = origin;
    this.host = host;
  }

  async connection(userId: string): Promise<GithubConnection> {
    const { settings, tokens } = this.#parts;
    const { state, granted } = await tokens.stateOf(userId, this.origin);
    const source = state === 'none' ? null : granted ? 'login' : 'pasted';
    return { host: this.host, state, source, offered: settings.app !== null };
  }

  /** What of a person's repositories has the query in its name, the last pushed first. */
  async repositories(userId: string, query: string): Promise<{ repositories: GithubRepository[]; more: boolean }> {
    return this.#as(userId, async (rest) => {
      const found: GithubRepository[] = [];
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      let more = false;
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { data } = await rest.request('GET /user/repos', { sort: 'pushed', per_page: 100, page });
        for (const repository of data) {
          const name = repository.full_name.toLowerCase();
          if (!words.every((word) => name.includes(word))) continue;
          found.push({
            fullName: repository.full_name,
            url: `${this.#parts.settings.url}/${repository.full_name}`,
            description: repository.description,
            private: repository.private,
            pushedAt: repository.pushed_at ?? null,
          });
        }
        more = data.length === 100;
        if (!more || found.length >= SHOWN) break;
      }
      return { repositories: found.slice(0, SHOWN), more: more || found.length > SHOWN };
    });
  }

  /** How a session's branch stands there, for one person's eyes. */
  async branch(userId: string, sessionId: string): Promise<BranchAtGithub> {
    const { branch, at } = await this.#placeOf(sessionId);
    const { state } = await this.#parts.tokens.stateOf(userId, this.origin);
    const nothing = { branch, pushed: false, head: null, defaultBranch: null, pullRequest: null, checks: [] };
    if (!at) return { repository: null, connection: state, ...nothing };
    const repository = `${at.owner}/${at.repo}`;
    if (state !== 'connected') return { repository, connection: state, ...nothing };
    try {
      return await this.#as(userId, async (rest) => {
        const [{ data: known }, head, pullRequest] = await Promise.all([
          rest.request('GET /repos/{owner}/{repo}', at),
          headOf(rest, at, branch),
          this.#pullRequest(rest, at, branch),
        ]);
        const checks = head === null ? [] : await checksOf(rest, at, head);
        const { default_branch: defaultBranch } = known;
        return {
          repository,
          connection: state,
          branch,
          pushed: head !== null,
          head,
          defaultBranch,
          pullRequest,
          checks,
        };
      });
    } catch (error) {
      if (!isContractError(error, 'GITHUB_TOKEN_REFUSED')) throw error;
      return { repository, connection: 'refused', ...nothing };
    }
  }

  async openPullRequest(
    userId: string,
    input: { sessionId: string; title: string; body: string; base: string; draft: boolean },
  ): Promise<PullRequest> {
    const { branch, at } = await this.#placeOf(input.sessionId);
    if (!at) {
      throw contractError('BAD_INPUT', { message: `The repository of this session is not at ${this.host}.` });
    }
    const { title, body, base, draft } = input;
    return this.#as(userId, async (rest) => {
      const { data } = await rest.request('POST /repos/{owner}/{repo}/pulls', {
        ...at,
        head: branch,
        title,
        body,
        base,
        draft,
      });
      return pullRequestOf(data, []);
    });
  }

  async #pullRequest(rest: Octokit, at: Place, branch: string): Promise<PullRequest | null> {
    const head = `${at.owner}:${branch}`;
    const { data } = await rest.request('GET /repos/{owner}/{repo}/pulls', { ...at, head, state: 'all', per_page: 20 });
    const found: PullPayload | undefined = data.find(({ state }) => state === 'open') ?? data[0];
    if (!found) return null;
    const reviews = await rest.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
      ...at,
      pull_number: found.number,
      per_page: 100,
    });
    return pullRequestOf(found, reviewsOf(reviews.data, found.requested_reviewers ?? []));
  }

  async #placeOf(sessionId: string): Promise<{ branch: string; at: Place | null }> {
    const session = await this.#parts.database.client.session.findUnique({
      where: { id: sessionId },
      include: { environment: true },
    });
    if (!session) throw contractError('NOT_FOUND', { message: 'There is no such session; it may have been removed.' });
    return { branch: session.branch, at: repositoryAt(this.#parts.settings.url, session.environment.repositoryUrl) };
  }

  /** With a person's token; what GitHub turns down is noted, so that the next one to ask is told at once. */
  async #as<T>(userId: string, use: (rest: Octokit) => Promise<T>): Promise<T> {
    const { settings, tokens } = this.#parts;
    const credentials = await tokens.credentials(userId, this.origin);
    if (!credentials) {
      const { state } = await tokens.stateOf(userId, this.origin);
      throw contractError(state === 'none' ? 'GITHUB_NOT_CONNECTED' : 'GITHUB_TOKEN_REFUSED');
    }
    try {
      return await use(restOf(settings, credentials.token));
    } catch (error) {
      if (statusOf(error) === 401) await tokens.refused(userId, this.origin, credentials.token);
      throw refusalOf(error);
    }
  }
}

// Not an interface: octokit takes records, and an interface is none.
type Place = { owner: string; repo: string };

/** The commit that a branch has there; null where it has not been pushed. */
async function headOf(rest: Octokit, at: Place, branch: string): Promise<string | null> {
  try {
    const { data } = await rest.request('GET /repos/{owner}/{repo}/branches/{branch}', { ...at, branch });
    return data.commit.sha;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

/** Check runs of apps and statuses of older services, which GitHub shows as one list. */
async function checksOf(rest: Octokit, at: Place, ref: string): Promise<Check[]> {
  const [runs, statuses] = await Promise.all([
    rest.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...at, ref, per_page: 100 }),
    rest.request('GET /repos/{owner}/{repo}/commits/{ref}/status', { ...at, ref, per_page: 100 }),
  ]);
  const checks = runs.data.check_runs.map((run: CheckRun) => checkOf(run));
  return [...checks, ...statuses.data.statuses.map((status: CommitStatus) => statusCheckOf(status))];
}
