import { randomBytes } from 'node:crypto';
import type { ContainerCreateOptions } from 'dockerode';
import { LABEL } from '../labels.ts';

/** How much one build may take: what a session may, and an end to its time and its disk. */
export interface BuildLimits {
  memoryBytes: number;
  cpus: number;
  processes: number;
  /** Of what all its layers write together. */
  diskBytes: number;
  seconds: number;
}

/**
 * What package managers need as root to make files of others and to become their users; of Docker's usual fourteen all else
 * is left out, raw sockets, devices and `chroot` among them.
 */
export const BUILD_CAPABILITIES = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'SETGID', 'SETUID'];

export const BUILD_KIND = 'build';

export interface BuildMaking {
  installation: string;
  environmentId: string;
  image: string;
  /** Null for none. */
  network: string | null;
  limits: BuildLimits;
  environment: Record<string, string>;
  workdir: string;
  user: string;
  /** Null for one that is only filled. */
  command: string[] | null;
}

/**
 * A container in which one layer of an image is made. As a session's it is bounded, sees nothing of the machine and can gain
 * no right; unlike one it may run as root, and mounts nothing. All of the image's own words on how to start it are overruled.
 */
export function buildContainerOptions(making: BuildMaking): ContainerCreateOptions {
  const { limits, command } = making;
  const id = `${BUILD_KIND}${randomBytes(8).toString('hex')}`;
  return {
    name: `craftastic-${making.installation}-${id}`,
    Hostname: BUILD_KIND,
    Image: making.image,
    User: making.user,
    WorkingDir: making.workdir,
    Entrypoint: command ?? ['/none'],
    Cmd: [],
    Env: Object.entries(making.environment).map(([name, value]) => `${name}=${value}`),
    Healthcheck: { Test: ['NONE'] },
    // Every label that ours are known by: a hostile image's own would be taken over else.
    Labels: {
      [LABEL.installation]: making.installation,
      [LABEL.kind]: BUILD_KIND,
      [LABEL.id]: id,
      [LABEL.environment]: making.environmentId,
      [LABEL.spec]: '',
    },
    HostConfig: {
      CapDrop: ['ALL'],
      CapAdd: BUILD_CAPABILITIES,
      SecurityOpt: ['no-new-privileges:true'],
      PidsLimit: limits.processes,
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes,
      NanoCpus: Math.round(limits.cpus * 1e9),
      IpcMode: 'private',
      NetworkMode: making.network ?? 'none',
      RestartPolicy: { Name: 'no' },
      // What it writes is read as it comes; a second copy would fill the disk.
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}
