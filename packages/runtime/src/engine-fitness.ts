/** What decides whether an engine can serve: the part of its `/info` and of this machine that matters. */
export interface EngineFacts {
  platform: NodeJS.Platform;
  /** Of this process: `x64`, `arm64`. */
  architecture: string;
  /** `DOCKER_HOST`, if set. */
  host: string | undefined;
  info: { OperatingSystem?: string; OSType?: string; Architecture?: string; SecurityOptions?: readonly string[] };
}

const ARCHITECTURES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * Why an engine that answers can’t run our sandboxes, as the second half of a sentence; null where it can. They need the
 * engine’s containers on this very kernel: unix sockets and this machine’s Node pass through a bind mount only there.
 */
export function unfitness({ platform, architecture, host, info }: EngineFacts): string | null {
  if (platform !== 'linux')
    return 'its containers run in a virtual machine, which passes no unix socket to this system';
  if (host !== undefined && !host.startsWith('unix://')) return `it is on another machine (DOCKER_HOST is ${host})`;
  if (info.OperatingSystem?.includes('Docker Desktop')) {
    return 'it is Docker Desktop, whose containers run in a virtual machine; install Docker Engine instead';
  }
  if (info.OSType !== undefined && info.OSType !== 'linux') return `it runs ${info.OSType} containers`;
  if (info.Architecture !== undefined && info.Architecture !== (ARCHITECTURES[architecture] ?? architecture)) {
    return `its processor is ${info.Architecture}, and this Node’s is ${architecture}`;
  }
  if (info.SecurityOptions?.some((option) => option.includes('name=rootless'))) {
    return 'it is rootless, so the user of a container can’t own the files of this one';
  }
  return null;
}
