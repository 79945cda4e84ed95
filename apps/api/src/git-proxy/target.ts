/** Where a request of a sandbox's git goes, and whether the user's token goes with it. */
export type Target =
  | { kind: 'repository'; origin: string; path: string; withToken: boolean }
  | { kind: 'hosted'; slug: string; service: string }
  | { kind: 'refused'; reason: string };

/** What git asks of a repository: its refs, then a pack one way or the other; and LFS. */
const SERVICES = /^\/(info\/refs\?service=git-(upload|receive)-pack|git-(upload|receive)-pack|info\/lfs\/.*)$/;

/**
 * Decide about one request, `/{scheme}/{host}/{path}`, of a sandbox whose environment's repository is `repositoryUrl`.
 * The token goes to that repository and nothing else: not to a neighbour on the same host, not to an address that is
 * not git's. `aliases` are the paths to which the host itself has redirected this repository.
 */
export function targetOf(
  requestPath: string,
  environment: { repositoryUrl: string; hostedBase: string; aliases: ReadonlySet<string> },
): Target {
  const parts = /^\/(https?)\/([^/]+)(\/.*)$/.exec(requestPath);
  if (!parts) return { kind: 'refused', reason: 'This is not a request of git.' };
  const [, scheme, host, path = ''] = parts;
  // Dot segments, encoded ones too, would make a path of ours into another one at the host.
  if (/(^|\/)(\.|%2e){1,2}(\/|\?|$)/i.test(path) || /[\\\s]|%(00|0a|0d|2f|5c)/i.test(path)) {
    return { kind: 'refused', reason: 'This path is not one that git asks for.' };
  }
  const origin = `${scheme}://${host?.toLowerCase()}`;
  const repository = new URL(environment.repositoryUrl);
  if (origin !== repository.origin) {
    return { kind: 'refused', reason: `This sandbox reaches ${repository.origin} this way, and no other host.` };
  }
  const hosted = new URL(environment.hostedBase);
  if (origin === hosted.origin) {
    const base = `${repository.pathname.replace(/\.git$/, '')}.git`;
    if (!path.startsWith(`${base}/`)) return { kind: 'refused', reason: 'This sandbox may not reach that repository.' };
    return {
      kind: 'hosted',
      slug: base.slice(hosted.pathname.length).replace(/^\/|\.git$/g, ''),
      service: path.slice(base.length),
    };
  }
  return { kind: 'repository', origin, path, withToken: belongsTo(path, repository.pathname, environment.aliases) };
}

function belongsTo(path: string, repositoryPath: string, aliases: ReadonlySet<string>): boolean {
  return [repositoryPath, ...aliases].some((candidate) => {
    const base = candidate.replace(/\/+$/, '').replace(/\.git$/, '');
    const rest = path.startsWith(`${base}.git/`)
      ? path.slice(base.length + 4)
      : path.startsWith(`${base}/`)
        ? path.slice(base.length)
        : '';
    return SERVICES.test(rest);
  });
}

/** The repository's path in the target of a redirect of `info/refs`, or null where it is none. */
export function aliasOf(location: URL): string | null {
  const match = /^(.*)\/info\/refs$/.exec(location.pathname);
  return match?.[1] ?? null;
}
