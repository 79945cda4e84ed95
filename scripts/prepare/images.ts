import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { engineWords, unless } from '@craftastic/runtime/engine-error';
import { Images } from '@craftastic/runtime/image';
import Docker from 'dockerode';
import { canInstall, installPackages } from './debian.ts';

const BASE = { repo: 'debian', tag: 'bookworm-slim' };
const name = `${BASE.repo}:${BASE.tag}`;

/** A registry that is out of reach may take minutes to say so. */
const PULL_LIMIT_MS = 120_000;

/** The base image and the session image, built once. @returns null, or why they can’t be had. */
export async function prepareImages(): Promise<string | null> {
  const docker = new Docker();
  const images = new Images(docker);
  const report = once(console.log);
  if (!(await unless([404], docker.getImage(name).inspect()))) {
    try {
      console.log(`Pulling ${name} …`);
      await images.ensure(name, { signal: AbortSignal.timeout(PULL_LIMIT_MS) });
    } catch (error) {
      if (!canInstall()) return engineWords(error);
      const fault = installPackages('debootstrap') ?? (await makeBase(docker));
      if (fault !== null) return fault;
    }
  }
  try {
    await images.ensure(null, { onProgress: ({ phase, percent }) => report(`${phase} … ${percent ?? 0} %`) });
    return null;
  } catch (error) {
    return engineWords(error);
  }
}

/** For an engine without a registry: from Debian’s own packages, in half a minute. */
async function makeBase(docker: Docker): Promise<string | null> {
  console.log(`Making ${name} from Debian’s packages …`);
  const script = spawn(join(import.meta.dirname, 'base-image.sh'), { stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  script.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve) => script.once('close', resolve));
  const lines = await docker.importImage(script.stdout, BASE);
  lines.resume();
  const code = await ended;
  await new Promise((resolve) => lines.once('close', resolve).once('end', resolve));
  return code === 0 ? null : `The image ${name} could not be made:\n${words}`;
}

/** Says each line once. */
function once(say: (line: string) => void): (line: string) => void {
  let last = '';
  return (line) => {
    if (line !== last) say(line);
    last = line;
  };
}
