/** What a repository's address says before any server was asked. The server's word on it is the last. */
export interface RepositoryUrl {
  /** Scheme, host and port, which is what a token belongs to: https://github.com */
  origin: string;
  host: string;
  /** The last part of the path, without .git: what people call the repository. */
  name: string;
}

/** `git@host:owner/name.git`, which everybody copies from GitHub; the server takes it as https. */
const SCP = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)(.+)$/;

/** Null where this can't be the address of a repository. */
export function parseRepositoryUrl(text: string): RepositoryUrl | null {
  const trimmed = text.trim();
  if (/[\s\p{Cc}]/u.test(trimmed)) return null;
  const scp = trimmed.includes('://') ? null : SCP.exec(trimmed);
  const url = URL.parse(scp ? `https://${scp[1]}/${scp[2]}` : trimmed.includes('://') ? trimmed : `https://${trimmed}`);
  if (!url || !['https:', 'http:', 'ssh:', 'git:'].includes(url.protocol) || url.hostname === '') return null;
  const name = url.pathname
    .replace(/\/+$/, '')
    .split('/')
    .at(-1)
    ?.replace(/\.git$/, '');
  if (!name) return null;
  const web = url.protocol === 'http:' || url.protocol === 'https:';
  // Without its port, ssh has nothing to do with the https origin; the host is what they share.
  return { origin: web ? url.origin : `https://${url.hostname}`, host: web ? url.host : url.hostname, name };
}
