import { randomBytes } from 'node:crypto';
import { sessionImage } from '@craftastic/runtime/build-context';
import Docker from 'dockerode';

/** The default session image with one more file in it, `/of-this-image/only-here`, under a name of its own. */
export async function imageOfOurs(): Promise<{ name: string } & AsyncDisposable> {
  const docker = new Docker();
  const [repo, tag] = ['craftastic-test/other', randomBytes(4).toString('hex')];
  const container = await docker.createContainer({
    Image: await sessionImage(),
    User: '0',
    Cmd: ['sh', '-c', 'mkdir /of-this-image && touch /of-this-image/only-here'],
  });
  try {
    await container.start();
    await container.wait();
    // The command and the user of this container are not for those that are made of the image.
    await container.commit({ repo, tag, changes: 'USER dev' });
  } finally {
    await container.remove({ force: true });
  }
  const name = `${repo}:${tag}`;
  return { name, [Symbol.asyncDispose]: () => docker.getImage(name).remove({ force: true }) };
}

/** The default session image with what these instructions say of it, under a name of its own. */
export async function imageWith(changes: string[]): Promise<{ name: string } & AsyncDisposable> {
  const docker = new Docker();
  const [repo, tag] = ['craftastic-test/other', randomBytes(4).toString('hex')];
  const container = await docker.createContainer({ Image: await sessionImage() });
  try {
    await container.commit({ repo, tag, changes: changes.join('\n') });
  } finally {
    await container.remove({ force: true });
  }
  const name = `${repo}:${tag}`;
  return { name, [Symbol.asyncDispose]: () => docker.getImage(name).remove({ force: true }) };
}

/** Run a program in the container in which an image of an environment is being built. */
export async function inBuildOf(environmentId: string, command: string[]): Promise<void> {
  const docker = new Docker();
  const label = ['dev.craftastic.kind=build', `dev.craftastic.environment=${environmentId}`];
  const [container] = await docker.listContainers({ filters: { label } });
  if (!container) throw new Error('nothing is being built');
  const exec = await docker.getContainer(container.Id).exec({ Cmd: command, User: '0' });
  await exec.start({ Detach: true });
}
