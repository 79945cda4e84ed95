import { contractError } from '@craftastic/contract/contract-error';
import { Octokit } from '@octokit/core';
import type { GithubSettings } from '../settings.ts';

const TIMEOUT_MS = 15_000;

/** GitHub's REST as whoever has the token. */
export function restOf(settings: GithubSettings, token: string): Octokit {
  return new Octokit({
    auth: token,
    baseUrl: settings.apiUrl,
    userAgent: 'craftastic',
    request: {
      fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }),
    },
    // What GitHub deprecates is for whoever works on this; the server's log is for whoever runs it.
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
}

/** The status of an answer that says no; null where there was no answer. */
export function statusOf(error: unknown): number | null {
  const { status } = (error ?? {}) as { status?: unknown };
  // octokit tells a network that failed as a 500 without a response.
  const answered = typeof error === 'object' && error !== null && 'response' in error && error.response !== undefined;
  return typeof status === 'number' && answered ? status : null;
}

/** What GitHub's no is to a person. Its own sentence is shown: it says what a rule of the repository wants. */
export function refusalOf(error: unknown): unknown {
  const status = statusOf(error);
  if (status === null || status >= 500) return contractError('GITHUB_UNREACHABLE', { cause: error });
  if (status === 401) return contractError('GITHUB_TOKEN_REFUSED', { cause: error });
  return contractError('GITHUB_REFUSED', { message: `GitHub says: ${sentenceOf(error)}`, cause: error });
}

function sentenceOf(error: unknown): string {
  const { response } = error as { response?: { data?: { message?: unknown; errors?: unknown } } };
  const { message, errors } = response?.data ?? {};
  const first = Array.isArray(errors) ? errors[0] : undefined;
  const detail = typeof first === 'object' && first !== null && 'message' in first ? first.message : first;
  const words = [detail, message].find((each) => typeof each === 'string' && each !== '');
  return String(words ?? 'no').slice(0, 300);
}
