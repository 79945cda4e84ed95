import type { ContainerCreateOptions } from 'dockerode';
import { LABEL } from './labels.ts';
import type { SandboxSpec } from './runtime.ts';

/** Where a container sees what is ours: the sockets, the supervisor and the Node that runs it. */
export const INSIDE = {
  run: '/run/craftastic',
  node: '/opt/craftastic/node',
  supervisor: '/opt/craftastic/supervisor',
} as const;

/** What a container is made with, besides its spec. */
export interface ContainerMaking {
  name: string;
  installation: string;
  image: string;
  /** Null for none. */
  network: string | null;
  nodeBinary: string;
  supervisorDirectory: string;
  specHash: string;
}

/**
 * A spec as the engine takes it. Code of a repository is hostile, so a container gets no capability, can gain none
 * through setuid programs, and is bounded in processes, memory and CPU. `Mounts` and not `Binds`: the engine then
 * refuses a missing source, where `Binds` would make an empty folder owned by root.
 */
export function containerOptions(spec: SandboxSpec, making: ContainerMaking): ContainerCreateOptions {
  const mounts = [
    ...spec.mounts,
    { source: making.nodeBinary, target: INSIDE.node, readOnly: true },
    { source: making.supervisorDirectory, target: INSIDE.supervisor, readOnly: true },
    { source: spec.runDirectory, target: INSIDE.run },
  ];
  return {
    name: making.name,
    Hostname: spec.id,
    Image: making.image,
    User: `${spec.user.uid}:${spec.user.gid}`,
    WorkingDir: spec.workingDirectory,
    Entrypoint: [INSIDE.node, `${INSIDE.supervisor}/main.mjs`],
    Cmd: [],
    Env: Object.entries(spec.environment).map(([name, value]) => `${name}=${value}`),
    Healthcheck: { Test: ['NONE'] },
    Labels: {
      [LABEL.installation]: making.installation,
      [LABEL.kind]: spec.kind,
      [LABEL.id]: spec.id,
      [LABEL.environment]: spec.environmentId,
      [LABEL.spec]: making.specHash,
    },
    HostConfig: {
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      PidsLimit: spec.limits.processes,
      Memory: spec.limits.memoryBytes,
      // Equal to Memory, so no swap: without it a container may take as much again and thrash the whole machine.
      MemorySwap: spec.limits.memoryBytes,
      NanoCpus: Math.round(spec.limits.cpus * 1e9),
      IpcMode: 'private',
      NetworkMode: making.network ?? 'none',
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
      // With userns-remap on, uid 1000 inside would be another one outside, and no file of the worktree could be written.
      UsernsMode: 'host',
      Mounts: mounts.map((mount) => ({
        Type: 'bind',
        Source: mount.source,
        Target: mount.target,
        ReadOnly: mount.readOnly ?? false,
      })),
    },
  };
}
