import { delimiter } from 'node:path';

const KEPT = ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'SHELL', 'TMPDIR', 'TZ', 'USER'];

/**
 * Environment of a local sandbox: the few variables that a shell needs, never the server’s own, which hold its token
 * and its database’s password. npm’s additions to PATH are taken out: a user’s terminal shall find the user’s `node`.
 */
export function localEnvironment(own: NodeJS.ProcessEnv, spec: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = own[name];
    if (value !== undefined) kept[name] = value;
  }
  const path = (own.PATH ?? '/usr/local/bin:/usr/bin:/bin')
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin$|[\\/]node-gyp-bin$/.test(folder))
    .join(delimiter);
  return { SHELL: '/bin/sh', LANG: 'C.UTF-8', TERM: 'xterm-256color', ...kept, PATH: path, ...spec };
}
