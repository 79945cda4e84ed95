import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const HELPERS = new Set(['git-remote-http', 'git-remote-https']);

/**
 * A copy, in links, of the folder in which git finds its programs, with the two for HTTP replaced by a script that
 * leads requests for `origin`'s host through the proxy. Rejected: `url.*.insteadOf` and `http.proxy`; the first shows
 * up in `git remote -v`, the second does not reach into TLS.
 */
export async function makeExecPath(directory: string, environment: Record<string, string>): Promise<string> {
  const target = join(directory, 'git-core');
  const { stdout } = await run('git', ['--exec-path'], { env: withoutExecPath(environment) });
  const real = stdout.trim();
  await mkdir(target, { recursive: true });
  for (const name of await readdir(real)) {
    if (!HELPERS.has(name)) await link(join(real, name), join(target, name));
  }
  for (const name of HELPERS) await replaceFile(join(target, name), helperScript(directory, real, name), 0o755);
  return target;
}

/** Git gives the remote's name and URL. What the script reads is written by {@link startTransport}. */
function helperScript(directory: string, real: string, name: string): string {
  return `#!/bin/sh
# Made by Craftastic: requests for the host of origin get their credentials outside of this sandbox.
directory=${shellQuoted(directory)}
real=${shellQuoted(real)}
url=\${2-$1}
origin= port=
[ ! -r "$directory/origin" ] || read -r origin < "$directory/origin"
[ ! -r "$directory/port" ] || read -r port < "$directory/port"
scheme=\${url%%://*}
rest=\${url#*://}
host=\${rest%%/*}
if [ -n "$port" ] && [ "$scheme://\${host##*@}" = "$origin" ] && [ "$host" != "$rest" ]; then
  # There is nobody to ask for a password here: the token is added outside, or it is missing there.
  GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=
  NO_PROXY="127.0.0.1\${NO_PROXY:+,$NO_PROXY}" no_proxy="127.0.0.1\${no_proxy:+,$no_proxy}"
  # Its message then names the repository, and not only the port.
  GIT_CONFIG_PARAMETERS="\${GIT_CONFIG_PARAMETERS:+$GIT_CONFIG_PARAMETERS }'credential.usehttppath=true'"
  export GIT_TERMINAL_PROMPT GIT_ASKPASS NO_PROXY no_proxy GIT_CONFIG_PARAMETERS
  unset SSH_ASKPASS
  exec "$real/git-remote-http" "$1" "http://127.0.0.1:$port/$scheme/\${host##*@}/\${rest#*/}"
fi
exec "$real/${name}" "$@"
`;
}

/** Written whole or not at all: another process may be running the old one. */
export async function replaceFile(path: string, content: string, mode = 0o644): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, content, { mode });
  await chmod(temporary, mode);
  await rename(temporary, path);
}

async function link(source: string, target: string): Promise<void> {
  await symlink(source, target).catch((error: NodeJS.ErrnoException) => {
    // From an earlier start.
    if (error.code !== 'EEXIST') throw error;
  });
}

function withoutExecPath(environment: Record<string, string>): Record<string, string> {
  const { GIT_EXEC_PATH: _, ...rest } = environment;
  return rest;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
