import { createHash } from 'node:crypto';
import { accountOf, isOwnHome, renumbered } from './accounts.ts';
import { packFolder, packText } from './build-archive.ts';
import { ImageBuildError } from './build-error.ts';
import { baseOf, imageUser } from './image-config.ts';
import { type BuildOptions, type ImageAnswer, type ImageRequest, PHASE } from './image-request.ts';
import type { Workshop } from './workshop.ts';

/** The same image, in which its user has the numbers of whoever owns the files: devcontainers’ `updateRemoteUserUID`. */
export async function withUser(
  shop: Workshop,
  request: ImageRequest,
  image: string,
  userOfBuild: string | null,
  options: BuildOptions,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  const info = await shop.docker.getImage(image).inspect();
  const base = baseOf(info, null);
  const wanted = request.user ?? imageUser(info, userOfBuild);
  if (wanted === '' || wanted === 'root' || wanted === '0') {
    return { image, user: request.user === null ? 'none' : 'root' };
  }
  const { owner, environmentId } = request;
  const hash = createHash('sha256')
    .update(JSON.stringify(['user', base.id, wanted, owner]))
    .digest('hex')
    .slice(0, 40);
  const name = shop.built.nameOf(environmentId, hash);
  if (await shop.built.has(name)) {
    await shop.built.touch(name);
    return { image: name, user: 'given' };
  }
  options.onProgress?.({ phase: PHASE, percent: null, detail: `Its user ${wanted}` });
  const plain = { environment: base.environment, workdir: '/', user: '0', run: null };
  await using probe = await shop.container(request, image, plain, signal);
  const [passwd, group] = await Promise.all([probe.text('/etc/passwd'), probe.text('/etc/group')]);
  const account = accountOf(passwd, wanted);
  if (account === null) {
    // A number without a name is as good as our own.
    if (request.user === null) return { image, user: 'none' };
    throw new ImageBuildError(`Programs are to run as “${wanted}” (remoteUser), and the image has no such user.`);
  }
  if (account.uid === 0) return { image, user: request.user === null ? 'none' : 'root' };
  const ownHome = isOwnHome(account.home);
  const there = ownHome ? await probe.stat(account.home) : null;
  const environment = {
    ...base.environment,
    ...(ownHome ? { HOME: account.home } : {}),
    USER: account.name,
    ...(account.shell.startsWith('/') ? { SHELL: account.shell } : {}),
  };
  const command = ['chown', '-hR', `${owner.uid}:${owner.gid}`, account.home];
  const run = ownHome && there?.linkTarget === '' ? { command, network: false } : null;
  await using container = await shop.container(
    request,
    image,
    { ...plain, environment, workdir: base.workdir, run },
    signal,
  );
  const files = renumbered({ passwd, group }, account, owner);
  await container.put(
    packText([
      { path: '/etc/passwd', text: files.passwd, mode: 0o644 },
      { path: '/etc/group', text: files.group, mode: 0o644 },
    ]),
  );
  if (ownHome && there === null) await container.put(packFolder(account.home, owner));
  if (run) {
    const tell = (output: string) => options.onOutput?.(output);
    await container.run({ line: 1, text: command.join(' ') }, request.limits, 0, tell).catch((error: unknown) => {
      if (!(error instanceof ImageBuildError)) throw error;
      throw new ImageBuildError(`The home of “${wanted}”, ${account.home}, could not be given to it.`, error.output);
    });
  }
  await container.commit(name);
  return { image: name, user: 'given' };
}
