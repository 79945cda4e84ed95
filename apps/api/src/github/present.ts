import type { Check, PullRequest, Review } from '@craftastic/contract/github';

/** Of GitHub's payloads what is read. */
export interface PullPayload {
  number: number;
  title: string;
  html_url: string;
  state: string;
  draft?: boolean;
  merged_at: string | null;
  base: { ref: string };
  user: { login: string } | null;
  requested_reviewers?: { login: string }[] | null;
}

export interface ReviewPayload {
  user: { login: string } | null;
  state: string;
}

export interface CheckRun {
  name: string;
  status: string;
  conclusion: string | null;
  html_url: string | null;
}

export interface CommitStatus {
  context: string;
  state: string;
  target_url?: string | null;
}

export function pullRequestOf(pull: PullPayload, reviews: Review[]): PullRequest {
  const open = pull.draft ? 'draft' : 'open';
  return {
    number: pull.number,
    title: pull.title,
    url: pull.html_url,
    state: pull.state === 'open' ? open : pull.merged_at !== null ? 'merged' : 'closed',
    base: pull.base.ref,
    author: pull.user?.login ?? 'ghost',
    reviews,
  };
}

const REVIEWS: Record<string, Review['state']> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  COMMENTED: 'commented',
};

/** The last word of each; a comment after an approval takes nothing back, and a dismissed review says nothing. */
export function reviewsOf(reviews: readonly ReviewPayload[], asked: readonly { login: string }[]): Review[] {
  const last = new Map<string, Review['state']>();
  for (const { user, state } of reviews) {
    const login = user?.login ?? 'ghost';
    if (state === 'DISMISSED') last.delete(login);
    const word = REVIEWS[state];
    if (word && (word !== 'commented' || !last.has(login))) last.set(login, word);
  }
  // Whoever is asked again has to say so anew.
  for (const { login } of asked) last.set(login, 'pending');
  return [...last].map(([login, state]) => ({ login, state }));
}

const CONCLUSIONS: Record<string, Check['state']> = {
  success: 'success',
  neutral: 'neutral',
  skipped: 'neutral',
  stale: 'neutral',
};

export function checkOf({ name, status, conclusion, html_url }: CheckRun): Check {
  const state = status === 'completed' ? (CONCLUSIONS[conclusion ?? ''] ?? 'failure') : 'pending';
  return { name, state, url: webAddress(html_url) };
}

const STATUSES: Record<string, Check['state']> = { success: 'success', pending: 'pending' };

export function statusCheckOf({ context, state, target_url }: CommitStatus): Check {
  return { name: context, state: STATUSES[state] ?? 'failure', url: webAddress(target_url ?? null) };
}

/** Whoever may write statuses chooses this address: no more than a page is made a link of. */
function webAddress(url: string | null): string | null {
  return url !== null && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;
}
