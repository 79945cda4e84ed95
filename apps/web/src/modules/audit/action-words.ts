/** The groups that the log can be narrowed to, by the first part of an action. */
export const GROUPS = [
  { value: 'all', label: 'Everything' },
  { value: 'git', label: 'Git in sessions' },
  { value: 'gitx', label: 'Git from outside' },
  { value: 'auth', label: 'Logins' },
  { value: 'members', label: 'Members' },
  { value: 'people', label: 'People' },
  { value: 'accessTokens', label: 'Access tokens' },
  { value: 'tokens', label: 'Tokens of git hosts' },
  { value: 'environments', label: 'Environments' },
  { value: 'sessions', label: 'Sessions' },
  { value: 'things', label: 'Things' },
] as const;

const WORDS: Record<string, string> = {
  'auth.login': 'Log in',
  'auth.logout': 'Log out',
  'auth.endLogin': 'Log a browser out',
  'auth.logoutEverywhere': 'Log out everywhere',
  'auth.updateMe': 'Change the author of commits',
  'gitx.push': 'Push from outside',
  'gitx.login': 'Log in with git',
  'members.set': 'Add a member, or change a role',
  'members.remove': 'Remove a member',
  'members.offer': 'Offer an environment',
  'members.answerOffer': 'Answer an offer',
  'people.invite': 'Invite a person',
  'accessTokens.create': 'Make an access token',
  'accessTokens.remove': 'Remove an access token',
  'tokens.create': 'Save a token of a git host',
  'tokens.remove': 'Remove a token of a git host',
};

/** `git.stageHunks` as `Git: stage hunks`, where there are no better words. */
export function actionWords(action: string): string {
  const known = WORDS[action];
  if (known) return known;
  const [group = '', verb = ''] = action.split('.');
  const spaced = (text: string) => text.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  const title = spaced(group);
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}${verb === '' ? '' : `: ${spaced(verb)}`}`;
}

/** `ok` as it is; `GIT_PUSH_REJECTED` as `git push rejected`. */
export const resultWords = (result: string): string => result.toLowerCase().replaceAll('_', ' ');

/** `240 ms`, `1.2 s`, `3 min`. */
export function durationWords(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
