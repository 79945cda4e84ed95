import { SandboxError } from '../runtime.ts';

/** An image that a repository describes could not be made, in words for the user; `output` is the end of what was said. */
export class ImageBuildError extends SandboxError {
  constructor(message: string, output = '', options?: ErrorOptions) {
    super(message, output, options);
    this.name = 'ImageBuildError';
  }
}

/** Something that a line of a Dockerfile asks for. */
export class LineError extends ImageBuildError {
  constructor(line: number, why: string, output = '') {
    super(`Line ${line}: ${why}`, output);
    this.name = 'LineError';
  }
}
