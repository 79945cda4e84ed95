import type Docker from 'dockerode';
import { BuiltImages } from './built-images.ts';
import type { ImageRequest } from './image-request.ts';
import { LayerContainer } from './layer-container.ts';
import type { Layer } from './resolve-build.ts';

/** Where layers are made: the engine, as one server may use it. */
export class Workshop {
  readonly built: BuiltImages;
  readonly docker: Docker;
  readonly #installation: string;
  readonly #network: (environmentId: string) => Promise<string>;

  constructor(docker: Docker, installation: string, network: (environmentId: string) => Promise<string>) {
    this.built = new BuiltImages(docker, installation);
    this.docker = docker;
    this.#installation = installation;
    this.#network = network;
  }

  /** A container on top of an image, for one layer; it has a network where its command asks for one. */
  container(
    request: ImageRequest,
    image: string,
    layer: Pick<Layer, 'environment' | 'workdir' | 'user' | 'run'>,
    signal: AbortSignal,
  ) {
    const { environmentId, limits } = request;
    const make = async (network: string | null) =>
      LayerContainer.make(
        this.docker,
        {
          installation: this.#installation,
          environmentId,
          limits,
          image,
          network,
          environment: layer.environment,
          workdir: layer.workdir,
          user: layer.user,
          command: layer.run?.command ?? null,
        },
        signal,
      );
    return layer.run?.network ? this.#network(environmentId).then(make) : make(null);
  }
}
