/** A repository's Dockerfile against the machine that it is built on. */
import { join } from 'node:path';
import { sessionImage } from '@craftastic/runtime/build-context';
import { settled } from '../../support/craftastic.ts';
import { imageWith } from '../../support/image.ts';
import type { Attack } from './attack.ts';
import type { CanaryServer } from './canary-server.ts';
import type { Ground, Target } from './ground.ts';

/** Of the server under attack: what a build may write. */
export const BUILD_DISK_MB = 400;

const GATEWAY = `$(python3 -c '
import socket, struct
for line in open("/proc/net/route").read().splitlines()[1:]:
    fields = line.split()
    if fields[1] == "00000000": print(socket.inet_ntoa(struct.pack("<L", int(fields[2], 16))))')`;

/** Commands of a RUN as root, each of which would have won by ending well. */
const tries = (ground: Ground, canary: CanaryServer): Record<string, string> => ({
  metadata: 'curl -sS -m 5 http://169.254.169.254/latest/meta-data/',
  'a service of the machine': `curl -sS -m 5 http://${GATEWAY}:${canary.port}/`,
  'the API': `curl -sS -m 5 http://${GATEWAY}:${ground.craftastic.port}/api/health`,
  'the engine’s socket': 'ls /var/run/docker.sock /run/craftastic /opt/craftastic',
  'a mount': 'mount -t tmpfs x /mnt',
  'a device': 'mknod /disk b 8 0',
  'another root': 'chroot / true',
  'a namespace': 'unshare -m true',
  'a raw socket': 'python3 -c "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"',
  'the kernel’s settings': 'sh -c "echo x > /proc/sys/kernel/core_pattern"',
});

/**
 * One branch whose Dockerfile is written anew for each attack. Whatever becomes of a build, the session is open after it, so
 * what was won is looked for in there.
 */
export function buildAttacks(parts: () => { builder: Target; canary: CanaryServer }): Attack<Ground>[] {
  const build = async (ground: Ground, lines: string[]) => {
    const { builder } = parts();
    const dockerfile = lines.join('\n');
    const { output } = await builder.inSession(
      `cat > .devcontainer/Dockerfile <<'DOCKERFILE'\n${dockerfile}\nDOCKERFILE
git -c user.name=x -c user.email=x@example.com commit -qam Build 2>&1`,
    );
    if (output.trim() !== '') throw new Error(output);
    await ground.client.sessions.stop({ id: builder.sessionId });
    await settled(ground.client, builder.sessionId, ['stopped']);
    await ground.client.sessions.start({ id: builder.sessionId });
    return (await settled(ground.client, builder.sessionId)).error;
  };
  /** Null where it was refused with these words. */
  const refused = async (ground: Ground, lines: string[], words: string) => {
    const error = await build(ground, lines);
    return error?.code === 'IMAGE_BUILD_FAILED' && error.message.includes(words) ? null : JSON.stringify(error);
  };
  return [
    {
      name: 'RUN as root, on an image with a hostile entry, that reaches for all there is',
      wins: 'the machine, its services or its credentials',
      play: async (ground) => {
        const { builder, canary } = parts();
        await using hostile = await imageWith([
          'USER 0',
          'ENTRYPOINT ["/bin/sh", "-c", "touch /entered; exec sleep 60"]',
          'HEALTHCHECK --interval=1s CMD touch /entered',
          `LABEL dev.craftastic.id=${builder.sessionId} dev.craftastic.kind=session`,
        ]);
        const script = Object.entries(tries(ground, canary)).map(
          ([name, command]) => `{ ${command}; } > /tmp/o 2>&1 && echo "${name}" >> /won`,
        );
        const key = join(ground.craftastic.data, 'secret.key');
        const error = await build(ground, [
          `FROM ${hostile.name}`,
          'COPY link /copied-link',
          'COPY <<"END" /tries.sh',
          ...script,
          'END',
          'RUN sh /tries.sh; touch /done',
        ]);
        if (error) return JSON.stringify(error);
        const { output } = await builder.inSession(
          `cat /won /entered 2>/dev/null; ls ${key} 2>/dev/null; test -r /copied-link && echo "the link leads somewhere"; ls /done`,
        );
        return output.trim() === '/done' ? canary.take() : output;
      },
    },
    {
      name: 'COPY of what is above the repository',
      wins: 'files of the machine',
      play: (ground) => refused(ground, ['FROM debian:bookworm-slim', 'COPY ../../secret.key /x'], 'leads out'),
    },
    {
      name: 'COPY through a link that leads to the server’s data',
      wins: 'its key',
      play: (ground) => refused(ground, ['FROM debian:bookworm-slim', 'COPY link/x /x'], 'there is no “link/x”'),
    },
    {
      name: 'ADD of an address',
      wins: 'a request by the engine, past the rules for sessions',
      play: async (ground) => {
        const { canary } = parts();
        const lines = ['FROM debian:bookworm-slim', `ADD http://127.0.0.1:${canary.port}/x /x`];
        return (await refused(ground, lines, 'Line 2: ADD does not download')) ?? canary.take();
      },
    },
    {
      name: 'ONBUILD of the image that is built on',
      wins: 'instructions that nobody who reads the file sees',
      play: async (ground) => {
        await using base = await imageWith(['ONBUILD ADD http://127.0.0.1/x /x', 'ONBUILD RUN touch /onbuild']);
        return await refused(ground, [`FROM ${base.name}`, 'RUN true'], 'ONBUILD');
      },
    },
    {
      name: 'a fork bomb',
      wins: 'the machine’s processes',
      play: async (ground) => {
        const program = `import os, time
made = 0
try:
    for _ in range(5000):
        if os.fork() == 0: time.sleep(20); os._exit(0)
        made += 1
except OSError: pass
print("made", made, flush=True); os._exit(9)`;
        const lines = [`FROM ${await sessionImage()}`, 'RUN python3 <<"END"', program, 'END'];
        const error = await build(ground, lines);
        const count = Number(/made (\d+)/.exec(error?.output ?? '')?.[1]);
        return count < 2048 && error?.message.includes('Line 2: it ended with code 9') ? null : JSON.stringify(error);
      },
    },
    {
      name: 'more than its share of the disk',
      wins: 'the disk of the machine',
      play: (ground) =>
        refused(
          ground,
          [
            `FROM ${'debian:bookworm-slim'}`,
            'RUN head -c 600M /dev/zero > /fill && until test -e /never; do sleep 1; done',
          ],
          `Line 2: the image would be larger than ${BUILD_DISK_MB} MB`,
        ),
    },
  ];
}
