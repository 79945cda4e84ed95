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
