import type Docker from 'dockerode';
import { engineStatus, unless } from './engine-error.ts';
import { bridgeName, type GuardNames } from './guard-rules.ts';
import { LABEL } from './labels.ts';

const BRIDGE_NAME = 'com.docker.network.bridge.name';

/**
 * The network of an environment: a bridge of its own, made on demand. Sessions of one environment see each other;
 * the engine keeps bridges apart, so two environments don’t. Nothing is published. Its bridge has a name by which the
 * rules of guard-rules.ts hold for it.
 */
export class Networks {
  readonly #docker: Docker;
  readonly #installation: string;
  readonly #guard: GuardNames;
  /** Two creates at once would make two networks of one name: the engine allows that. */
  readonly #making = new Map<string, Promise<void>>();

  constructor(docker: Docker, installation: string, guard: GuardNames) {
    this.#docker = docker;
    this.#installation = installation;
    this.#guard = guard;
  }

  nameOf(environmentId: string): string {
    return `craftastic-${this.#installation}-${environmentId}`;
  }

  /** Name of the environment’s network, which exists when this resolves. */
  async ensure(environmentId: string): Promise<string> {
    const name = this.nameOf(environmentId);
    let making = this.#making.get(name);
    if (!making) {
      making = this.#make(name, environmentId).finally(() => this.#making.delete(name));
      this.#making.set(name, making);
    }
    await making;
    return name;
  }

  async #make(name: string, environmentId: string): Promise<void> {
    const bridge = bridgeName(this.#guard, name);
    const network = this.#docker.getNetwork(name);
    const found = await unless([404], network.inspect());
    if (found?.Options?.[BRIDGE_NAME] === bridge) return;
    // Of another version or another policy. While a session runs on it, it has to stay; it gives way to the next start.
    if (
      found &&
      (await unless(
        [403, 409],
        network.remove().then(() => true),
      )) === null
    )
      return;
    const create = () =>
      this.#docker.createNetwork({
        Name: name,
        Driver: 'bridge',
        CheckDuplicate: true,
        Options: { [BRIDGE_NAME]: bridge },
        Labels: { [LABEL.installation]: this.#installation, [LABEL.environment]: environmentId },
      });
    try {
      await create();
    } catch (error) {
      if (engineStatus(error) === 409) return;
      // An engine has address ranges for some 30 bridges: give back those of environments that have nothing running.
      await this.#docker.pruneNetworks({ filters: { label: [`${LABEL.installation}=${this.#installation}`] } });
      await create();
    }
  }

  async remove(environmentId: string): Promise<void> {
    await unless([404], this.#docker.getNetwork(this.nameOf(environmentId)).remove());
  }

  /**
   * Join a stopped container to the network that has its old network’s name: a container keeps the id of the one it was
   * made with, and can’t start when that was pruned.
   */
  async rejoin(environmentId: string, container: string): Promise<void> {
    const network = this.#docker.getNetwork(await this.ensure(environmentId));
    await unless([403, 404, 409, 500], network.disconnect({ Container: container, Force: true }));
    await network.connect({ Container: container });
  }
}
