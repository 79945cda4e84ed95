/** What secrets look like that have a form: GitHub's, GitLab's, ours, and a password in a URL. */
const SECRETS: [RegExp, string][] = [
  [/\b(gh[opusr]_|github_pat_|glpat-|cf[ti]_)[\w-]{8,}/g, '$1…'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'\\]+@/gi, '$1…@'],
  [/\b(Bearer|Basic|token) [\w+/=.-]{12,}/gi, '$1 …'],
  [/([?&](?:token|code|access_token|client_secret)=)[^&\s"'\\]+/gi, '$1…'],
];

/** A text without the secrets that can be told by their form: the net below the rule that none is written in the first place. */
export function scrub(text: string): string {
  return SECRETS.reduce((scrubbed, [pattern, stand]) => scrubbed.replace(pattern, stand), text);
}
