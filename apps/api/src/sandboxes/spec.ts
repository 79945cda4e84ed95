import type { SupervisorConfig } from '@craftastic/contract/supervisor';
import type { SandboxRuntime, SandboxSpec } from '@craftastic/runtime/runtime';
import type { DataPaths } from '../paths.ts';

/** What the sandboxes of one environment have in common. */
export interface EnvironmentOfSandbox {
  id: string;
  image: string | null;
  /** The URL of `origin`. */
  origin: string;
  /** With secrets in the clear: what the environment's settings give to its sessions. */
  variables: Record<string, string>;
}

interface Owner {
  uid: number;
  gid: number;
}

type Author = SupervisorConfig['author'];

/** A gigabyte and two cores are what a dev server with its type checker wants; a setting may come when one asks. */
export const SESSION_LIMITS = { memoryBytes: 4 * 2 ** 30, cpus: 2, processes: 2048 };
const REPOSITORY_LIMITS = { memoryBytes: 2 * 2 ** 30, cpus: 2, processes: 256 };

/** The sandbox that alone sees an environment's whole repository folder; without a network. */
export function repositorySpec(
  environment: EnvironmentOfSandbox,
  author: Author,
  host: { paths: DataPaths; runtime: SandboxRuntime; owner: Owner },
): SandboxSpec {
  const directory = host.paths.repository(environment.id);
  const place = { id: environment.id, runDirectory: host.paths.run(environment.id) };
  const config: SupervisorConfig = {
    kind: 'repository',
    id: environment.id,
    runDirectory: host.runtime.runDirectoryOf(place),
    repositoryDirectory: directory,
    workspace: null,
    origin: environment.origin,
    author,
    isolated: host.runtime.name === 'docker',
  };
  return {
    ...place,
    kind: 'repository',
    environmentId: environment.id,
    image: null,
    mounts: [{ source: directory, target: directory }],
    workingDirectory: directory,
    environment: { CRAFTASTIC_SUPERVISOR: JSON.stringify(config) },
    network: 'none',
    limits: REPOSITORY_LIMITS,
    user: host.owner,
  };
}

/**
 * The sandbox of a session: its worktree, at /workspace and at its own path, and the shared bare repository at its own
 * path, so that the absolute paths which git writes into both hold inside and outside.
 */
export function sessionSpec(
  environment: EnvironmentOfSandbox,
  sessionId: string,
  author: Author,
  host: { paths: DataPaths; runtime: SandboxRuntime; owner: Owner },
): SandboxSpec {
  const worktree = host.paths.worktree(environment.id, sessionId);
  const bare = host.paths.bareRepository(environment.id);
  const isolated = host.runtime.name === 'docker';
  const workspace = isolated ? '/workspace' : worktree;
  const place = { id: sessionId, runDirectory: host.paths.run(sessionId) };
  const config: SupervisorConfig = {
    kind: 'session',
    id: sessionId,
    runDirectory: host.runtime.runDirectoryOf(place),
    repositoryDirectory: host.paths.repository(environment.id),
    workspace,
    origin: environment.origin,
    author,
    isolated,
  };
  return {
    ...place,
    kind: 'session',
    environmentId: environment.id,
    image: environment.image,
    mounts: [
      { source: worktree, target: '/workspace' },
      { source: worktree, target: worktree },
      { source: bare, target: bare },
    ],
    workingDirectory: workspace,
    // Ours last: a variable of the environment can't take its place.
    environment: { ...environment.variables, CRAFTASTIC_SUPERVISOR: JSON.stringify(config) },
    network: 'own',
    limits: SESSION_LIMITS,
    user: host.owner,
  };
}
