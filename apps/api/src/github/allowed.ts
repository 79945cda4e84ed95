import type { GithubSettings } from '../settings.ts';

/**
 * Whether an account may log in. Without any list only those may who are here already: a server that forgot its list must not be
 * open to all of GitHub.
 */
export function isAllowed(
  { allowedLogins, allowedOrgs }: Pick<GithubSettings, 'allowedLogins' | 'allowedOrgs'>,
  account: { login: string; orgs: readonly string[]; known: boolean },
): boolean {
  if (allowedLogins.length === 0 && allowedOrgs.length === 0) return account.known;
  if (allowedLogins.includes(account.login.toLowerCase())) return true;
  return account.orgs.some((org) => allowedOrgs.includes(org.toLowerCase()));
}

/** The address by which GitHub knows a commit's author without telling their own. */
export function noreplyAddress(url: string, account: { id: number; login: string }): string {
  const { hostname } = new URL(url);
  return `${account.id}+${account.login}@users.noreply.${hostname}`;
}

/** `owner/name` of a repository at this GitHub; null for one elsewhere. */
export function repositoryAt(url: string, repositoryUrl: string | null): { owner: string; repo: string } | null {
  if (repositoryUrl === null || !repositoryUrl.startsWith(`${url}/`)) return null;
  const [owner, name, ...rest] = repositoryUrl.slice(url.length + 1).split('/');
  const repo = name?.replace(/\.git$/, '');
  return owner && repo && rest.length === 0 ? { owner, repo } : null;
}
