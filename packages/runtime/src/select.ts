import Docker from 'dockerode';
import { DockerRuntime } from './docker.ts';
import { engineWords } from './engine-error.ts';
import { unfitness } from './engine-fitness.ts';
import { inContainer, onThisMachine, type RunFolderScript } from './folder-script.ts';
import type { AllowedNetworks } from './guard-rules.ts';
import { LocalRuntime } from './local.ts';
import { SandboxError, type SandboxRuntime } from './runtime.ts';

export interface SelectOptions {
  wanted: 'auto' | 'docker' | 'local';
  /** Names this server on the engine: letters and digits. */
  installation: string;
  /** Folder of all run directories. */
  runRoot: string;
  supervisorDirectory: string;
  nodeBinary?: string;
  /** As {@link DockerRuntime} has them. */
  allowedNetworks?: AllowedNetworks;
  openNetwork?: boolean;
}

export interface Selection {
  runtime: SandboxRuntime;
  /** One sentence, for the person who started the server. */
  reason: string;
}

/** An engine that hangs must not hold up the start of the server. */
const ENGINE_LIMIT_MS = 5000;

/** The runtime of this server. `auto` takes Docker where its engine can serve, and the local one elsewhere. */
export async function selectRuntime(options: SelectOptions): Promise<Selection> {
  if (options.wanted === 'local') {
    return { runtime: new LocalRuntime(options), reason: 'CRAFTASTIC_RUNTIME asks for it.' };
  }
  const docker = new Docker();
  const engine = await askEngine(docker);
  if (engine.fit) {
    return { runtime: new DockerRuntime({ ...options, docker }), reason: `Docker Engine ${engine.version} answers.` };
  }
  if (options.wanted === 'docker') {
    throw new SandboxError(
      `CRAFTASTIC_RUNTIME asks for docker, but ${engine.why}. Mend that, or set CRAFTASTIC_RUNTIME=local to go on without isolation.`,
      engine.output,
    );
  }
  return { runtime: new LocalRuntime(options), reason: `There is no isolation: ${engine.why}.` };
}

/** How to work on a folder that sandboxes have written to, in the same place as they run. */
export async function selectFolderScripts(
  wanted: SelectOptions['wanted'],
  installation: string,
): Promise<{ runtime: 'docker' | 'local'; run: RunFolderScript }> {
  const docker = new Docker();
  const engine = wanted === 'local' ? null : await askEngine(docker);
  if (engine?.fit) return { runtime: 'docker', run: inContainer(docker, installation) };
  if (wanted === 'docker') throw new SandboxError(`CRAFTASTIC_RUNTIME asks for docker, but ${engine?.why}.`);
  return { runtime: 'local', run: onThisMachine };
}

type Engine = { fit: true; version: string } | { fit: false; why: string; output: string };

async function askEngine(docker: Docker): Promise<Engine> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const info = await Promise.race([
      docker.info(),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${ENGINE_LIMIT_MS / 1000} s`)), ENGINE_LIMIT_MS);
      }),
    ]);
    const why = unfitness({
      platform: process.platform,
      architecture: process.arch,
      host: process.env.DOCKER_HOST || undefined,
      info,
    });
    if (why !== null) return { fit: false, why: `the Docker Engine here can’t be used: ${why}`, output: '' };
    return { fit: true, version: String(info.ServerVersion) };
  } catch (error) {
    const denied = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EACCES';
    const why = denied
      ? 'this user may not use the Docker Engine; add them to the group docker'
      : 'no Docker Engine answers on this machine';
    return { fit: false, why, output: engineWords(error) };
  } finally {
    clearTimeout(timer);
  }
}
