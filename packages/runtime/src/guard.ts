import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { engineWords, unless } from './engine-error.ts';
import { type AllowedNetworks, type GuardNames, guardNames, guardRules, nameserversOf } from './guard-rules.ts';
import type { Images } from './image.ts';
import { LABEL } from './labels.ts';
import type { NetworkGuard } from './runtime.ts';

/**
 * Keeps sessions from what they reach through their bridge besides the internet: whatever listens on all addresses of this
 * machine, cloud metadata, and private neighbours. The rules are set by a container that lives for a moment on the
 * machine's own network, with the one capability that takes; the server itself need not be root.
 */
export class Guard {
  readonly names: GuardNames;
  readonly #docker: Docker;
  readonly #images: Images;
  readonly #installation: string;
  readonly #allowed: AllowedNetworks;
  #set: Promise<NetworkGuard> | null = null;

  constructor(docker: Docker, images: Images, installation: string, allowed: AllowedNetworks) {
    this.names = guardNames(allowed);
    this.#docker = docker;
    this.#images = images;
    this.#installation = installation;
    this.#allowed = allowed;
  }

  /** Whether the rules are in force, setting them where this process has not done so yet. Never throws. */
  state(): Promise<NetworkGuard> {
    this.#set ??= this.#apply();
    return this.#set;
  }

  /** Set them again: an administrator, or a firewall's own service, may have cleared all tables since. */
  renew(): Promise<NetworkGuard> {
    this.#set = this.#apply();
    return this.#set;
  }

  async #apply(): Promise<NetworkGuard> {
    try {
      const image = await this.#images.ensureGuard();
      // As a container on a bridge has it: where the machine's own resolver is on loopback, its containers use another.
      const resolvConf = await this.#run(image, ['cat', '/etc/resolv.conf'], { NetworkMode: 'bridge' });
      const rules = guardRules(this.#allowed, nameserversOf(resolvConf));
      await this.#run(image, ['sh', '-c', 'printf %s "$RULES" | nft -f -'], {
        NetworkMode: 'host',
        capabilities: ['NET_ADMIN'],
        environment: [`RULES=${rules}`],
      });
      return { guarded: true, reason: 'Sessions reach the internet, but not this machine or private networks.' };
    } catch (error) {
      return {
        guarded: false,
        reason: `The firewall for sessions could not be set, so they reach whatever this machine does: ${engineWords(error)}`,
      };
    }
  }

  /** What a short-lived container writes; its last words where it fails. */
  async #run(
    image: string,
    command: string[],
    options: { NetworkMode: string; capabilities?: string[]; environment?: string[] },
  ): Promise<string> {
    const container = await this.#docker.createContainer({
      Image: image,
      Cmd: command,
      Env: options.environment ?? [],
      Labels: { [LABEL.installation]: this.#installation },
      HostConfig: {
        NetworkMode: options.NetworkMode,
        CapDrop: ['ALL'],
        CapAdd: options.capabilities ?? [],
        SecurityOpt: ['no-new-privileges:true'],
        LogConfig: { Type: 'json-file', Config: {} },
        // A server that is killed here leaves nothing behind.
        AutoRemove: true,
      },
    });
    try {
      const stream = await container.attach({ stream: true, stdout: true, stderr: true });
      const [said, complained] = [new PassThrough(), new PassThrough()];
      this.#docker.modem.demuxStream(stream, said, complained);
      const [output, errors] = [said.toArray(), complained.toArray()];
      stream.once('end', () => {
        said.end();
        complained.end();
      });
      // Asked before it starts: once it has ended it is gone.
      const ended: Promise<{ StatusCode: number }> = container.wait({ condition: 'next-exit' });
      ended.catch(() => {});
      await container.start();
      const { StatusCode: code } = await ended;
      const words = Buffer.concat(await errors)
        .toString('utf8')
        .trim();
      if (code !== 0) throw new Error(words || `it ended with ${code}`);
      return Buffer.concat(await output).toString('utf8');
    } finally {
      await unless([404, 409], container.remove({ force: true }));
    }
  }
}
