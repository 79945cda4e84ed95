import { join } from 'node:path';
import { ObjectReader } from '@craftastic/git/object-reader';
import { Git } from '@craftastic/git/runner';
import { withoutProxyAddress } from '../credentials/proxy-address.ts';

/** What the duties of a repository sandbox share. */
export interface RepositoryContext {
  /** `repos/{environmentId}` */
  readonly repositoryDirectory: string;
  /** Of every git: the sandbox's own without our internals, and the transport's. */
  readonly environment: Record<string, string>;
}

/**
 * In force for every git here, over what the repository has: a session can write to that file, and a program named in it
 * would run where all worktrees of the environment are seen. Filters have no list of names to be overruled by; what may
 * run them works apart (apart.ts).
 */
const NO_PROGRAMS: readonly (readonly [string, string])[] = [
  // Hooks are for whoever works in a session.
  ['core.hooksPath', '/dev/null'],
  // Run by a fetch where there are alternates.
  ['core.alternateRefsCommand', 'true'],
  // Empty, it ends the list of those before it.
  ['credential.helper', ''],
  ['core.askPass', ''],
  ['log.showSignature', 'false'],
  ['commit.gpgSign', 'false'],
  ['gpg.program', 'false'],
  ['gpg.ssh.program', 'false'],
  ['gpg.x509.program', 'false'],
  ['submodule.recurse', 'false'],
  // A file of the repository's choice would be written.
  ['http.saveCookies', 'false'],
  ['http.cookieFile', ''],
];

/** Where an environment has its parts. */
export class Layout {
  readonly root: string;
  /** Bare, shared by the worktrees. */
  readonly bare: string;
  /** Of hosted repositories: what others push to. */
  readonly hosted: string;
  readonly worktrees: string;
  /** What drafts are made of, one folder a session; see draft.ts. */
  readonly drafts: string;
  /** Git in the bare repository. */
  readonly git: Git;
  readonly hostedGit: Git;
  /** Objects of the bare repository, and of the hosted one. */
  readonly objects: ObjectReader;
  readonly hostedObjects: ObjectReader;

  constructor({ repositoryDirectory, environment }: RepositoryContext) {
    this.root = repositoryDirectory;
    this.bare = join(repositoryDirectory, '.git');
    this.hosted = join(repositoryDirectory, 'gitx.git');
    this.worktrees = join(repositoryDirectory, 'worktrees');
    this.drafts = join(repositoryDirectory, 'drafts');
    const base = new Git({
      directory: repositoryDirectory,
      environment,
      config: NO_PROGRAMS,
      rewriteOutput: withoutProxyAddress,
    });
    this.git = base.in(this.bare);
    // Each move of a ref is kept, so that it can be told of also when the next one was sooner than a look.
    this.hostedGit = base.in(this.hosted).with({}, [['core.logAllRefUpdates', 'always']]);
    this.objects = new ObjectReader(this.git);
    this.hostedObjects = new ObjectReader(this.hostedGit);
  }

  draft(sessionId: string): string {
    return join(this.drafts, sessionId);
  }

  worktree(sessionId: string): string {
    return join(this.worktrees, sessionId);
  }

  /** Git in a session's worktree. */
  worktreeGit(sessionId: string): Git {
    return this.git.in(this.worktree(sessionId));
  }
}
