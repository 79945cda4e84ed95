import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Whether packages may be installed here: Debian, as root. (Ubuntu’s chromium is a snap, which needs more.) */
export function canInstall(): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    existsSync('/etc/os-release') &&
    /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}

let updated = false;

/** Install packages of Debian. @returns null, or why it did not work. */
export function installPackages(...packages: string[]): string | null {
  console.log(`Installing ${packages.join(', ')} (apt-get) …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  // Its exit code is not asked: of several sources one may be away, and what counts is whether the install works.
  if (!updated) spawnSync('apt-get', ['update', '-qq'], options);
  updated = true;
  const done = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  if (done.status === 0) return null;
  const words = `${done.stdout}${done.stderr}`.trim().split('\n').slice(-5).join('\n');
  return `apt-get could not install ${packages.join(', ')}:\n${words}`;
}
