import type Docker from 'dockerode';
import { engineStatus, unless } from '../engine-error.ts';
import { LABEL } from '../labels.ts';
import { BUILD_KIND } from './build-container.ts';

const BUILT = /^(?:(?:index\.)?docker\.io\/)?craftastic\/built-/;

/** Whether an image is one that was built here, by its name. Those are nobody's to begin with, and to name. */
export const isBuilt = (image: string): boolean => BUILT.test(image);

/**
 * The images that were built here, each layer under a name of its own: `craftastic/built-{installation}:{environment}-{hash}`.
 * The name is what a layer is made of, so that what is there need not be made again.
 */
export class BuiltImages {
  readonly #docker: Docker;
  readonly #installation: string;

  constructor(docker: Docker, installation: string) {
    this.#docker = docker;
    this.#installation = installation;
  }

  get repository(): string {
    return `craftastic/built-${this.#installation}`;
  }

  nameOf(environmentId: string, hash: string): string {
    return `${this.repository}:${environmentId}-${hash}`;
  }

  /** Whether it is an environment's own; of what others' code was built into, it may have none. */
  belongsTo(image: string, environmentId: string): boolean {
    return image.startsWith(`${this.repository}:${environmentId}-`);
  }

  async has(name: string): Promise<boolean> {
    return (await unless([404], this.#docker.getImage(name).inspect())) !== null;
  }

  /** The engine keeps when a name was given last, which is all that is known of when it was used. */
  async touch(name: string): Promise<void> {
    const [repo = '', tag = ''] = name.split(':');
    await this.#docker.getImage(name).tag({ repo, tag });
  }

  /** Those that no container has, and that were last used before `before`; and containers that a killed server left. */
  async removeUnused(before: Date, containersBefore: Date): Promise<void> {
    const containers = await this.#docker.listContainers({
      all: true,
      filters: { label: [`${LABEL.installation}=${this.#installation}`, `${LABEL.kind}=${BUILD_KIND}`] },
    });
    for (const { Id, Created } of containers) {
      if (Created * 1000 < containersBefore.getTime()) await this.#end(Id);
    }
    for (const name of await this.#names()) {
      const found = await unless([404], this.#docker.getImage(name).inspect());
      // The client's types lack it. An engine that says nothing of it keeps the image until its environment goes.
      const { Metadata: metadata } = (found ?? {}) as { Metadata?: { LastTagTime?: string } };
      const used = Date.parse(metadata?.LastTagTime ?? '');
      if (Number.isFinite(used) && used < before.getTime()) await this.#remove(name);
    }
  }

  async removeEnvironment(environmentId: string): Promise<void> {
    for (const name of await this.#names()) if (this.belongsTo(name, environmentId)) await this.#remove(name);
  }

  async #names(): Promise<string[]> {
    const images = await this.#docker.listImages({ filters: { reference: [this.repository] } });
    return images.flatMap(({ RepoTags }) => RepoTags ?? []).filter((name) => name.startsWith(`${this.repository}:`));
  }

  /** Left where a container is of it (409). */
  async #remove(name: string): Promise<void> {
    await unless([404, 409], this.#docker.getImage(name).remove());
  }

  async #end(container: string): Promise<void> {
    try {
      await this.#docker.getContainer(container).remove({ force: true, v: true });
    } catch (error) {
      if (engineStatus(error) === null) throw error;
    }
  }
}
