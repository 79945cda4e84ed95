import { spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { unless } from './engine-error.ts';
import { Images } from './image.ts';
import { LABEL } from './labels.ts';

/** A shell script at work on one folder. */
export interface FolderScript {
  directory: string;
  script: string;
  /** Who owns the folder, and so who it runs as. */
  user: { uid: number; gid: number };
  input?: Readable;
  output?: Writable;
}

/** Runs it; rejects with its last words where it fails. */
export type RunFolderScript = (script: FolderScript) => Promise<void>;

/**
 * In a container that sees that folder and nothing else of the machine, without a network: what is in the folder is
 * hostile, and a link in it must lead nowhere.
 */
export function inContainer(docker: Docker, installation: string): RunFolderScript {
  const images = new Images(docker);
  return async ({ directory, script, user, input, output }) => {
    const container = await docker.createContainer({
      Image: await images.ensure(null),
      User: `${user.uid}:${user.gid}`,
      WorkingDir: directory,
      Entrypoint: ['sh', '-c', script],
      Cmd: [],
      Env: ['LC_ALL=C.UTF-8'],
      Labels: { [LABEL.installation]: installation },
      OpenStdin: true,
      StdinOnce: true,
      HostConfig: {
        NetworkMode: 'none',
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges:true'],
        // A second copy of all that it writes would fill the disk.
        LogConfig: { Type: 'none', Config: {} },
        UsernsMode: 'host',
        Mounts: [{ Type: 'bind', Source: directory, Target: directory }],
      },
    });
    try {
      const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
      await container.start();
      const sent = input
        ? pipeline(input, stream as unknown as Writable, { end: true })
        : Promise.resolve(stream.end());
      sent.catch(() => {});
      const words: string[] = [];
      const told = Readable.from(framesOf(stream as unknown as AsyncIterable<Buffer>, (text) => words.push(text)));
      if (output) await pipeline(told, output);
      else await told.resume().toArray();
      const { StatusCode: code } = await container.wait();
      if (code !== 0) throw new Error(words.join('').trim().slice(-2000) || `it ended with ${code}`);
      await sent;
    } finally {
      await unless([404, 409], container.remove({ force: true }));
    }
  };
}

/** As a process of this machine: where sandboxes are processes too, there is no boundary to keep. */
export const onThisMachine: RunFolderScript = async ({ directory, script, input, output }) => {
  const child = spawn('sh', ['-c', script], { cwd: directory, stdio: ['pipe', 'pipe', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-2000);
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const sent = input ? pipeline(input, child.stdin) : Promise.resolve(child.stdin.end());
  sent.catch(() => {});
  if (output) await pipeline(child.stdout, output);
  else child.stdout.resume();
  const code = await ended;
  if (code !== 0) throw new Error(words.trim() || `it ended with ${code}`);
  await sent;
};

/** What a container writes, taken out of the engine's frames (docker-logs.ts) as fast as it is read; errors go to `complain`. */
async function* framesOf(stream: AsyncIterable<Buffer>, complain: (text: string) => void): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= 8) {
      const end = at + 8 + rest.readUInt32BE(at + 4);
      if (end > rest.length) break;
      const text = rest.subarray(at + 8, end);
      if (rest[at] === 1) yield text;
      else complain(text.toString('utf8'));
      at = end;
    }
    rest = rest.subarray(at);
  }
}
