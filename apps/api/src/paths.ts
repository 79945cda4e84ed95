import { join } from 'node:path';

/** Where things are in the data folder. Ids are checked where they come in, so no path can leave it. */
export class DataPaths {
  readonly root: string;
  constructor(root: string) {
    this.root = root;
  }
  get postgres() {
    return join(this.root, 'postgres');
  }
  /** The object store, where it is no other one. */
  get objects() {
    return join(this.root, 'objects');
  }
  get key() {
    return join(this.root, 'secret.key');
  }
  get accessToken() {
    return join(this.root, 'access-token');
  }
  get installation() {
    return join(this.root, 'installation');
  }
  /** Everything of one environment's repository; mounted whole into its repository sandbox. */
  repository(environmentId: string) {
    return join(this.root, 'repos', environmentId);
  }
  bareRepository(environmentId: string) {
    return join(this.repository(environmentId), '.git');
  }
  worktree(environmentId: string, sessionId: string) {
    return join(this.repository(environmentId), 'worktrees', sessionId);
  }
  /** The sockets of one sandbox. Short: a unix socket's path has 107 bytes at most. */
  run(sandboxId: string) {
    return join(this.root, 'run', sandboxId);
  }
}
