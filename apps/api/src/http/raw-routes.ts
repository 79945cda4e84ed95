import { type Access, READ_SESSION, WRITE_SESSION } from '@craftastic/contract/access';
import type { Cost } from '@craftastic/contract/limits';

/**
 * Every way in that is no procedure of the contract, with what it asks of its caller and costs, which each enforces for itself. A test
 * tries each as everybody; one that is served and not named here is not tried, so name it here first.
 */
export const RAW_ROUTES = {
  login: { path: '/login', access: 'open' },
  document: { path: '/api/openapi.json', access: 'open' },
  documentPage: { path: '/api/docs', access: 'open' },
  /** Asks for itself, and sends who may not to the login. What is on preview hosts is in `previews/serve.ts`. */
  previewEntrance: { path: '/preview/enter', access: 'open' },
  download: { path: '/api/files/download', access: READ_SESSION, cost: 'file' },
  upload: { path: '/api/files/upload', access: WRITE_SESSION, cost: 'file' },
  /** A file of a namespace's folder, whole or in part. */
  nsFile: { path: '/api/ns/{ns}/file', access: { binding: 'ns', role: 'read' }, cost: 'file' },
  /** What is typed into a terminal is run: whoever only reads has none. */
  terminalSocket: { path: '/api/terminals/{id}/socket', access: WRITE_SESSION },
  /** Each stream on it asks for its own right, as it does by server-sent events. */
  eventSocket: { path: '/api/events/socket', access: 'person' },
  githubLogin: { path: '/api/auth/github', access: 'open' },
  githubCallback: { path: '/api/auth/github/callback', access: 'open' },
  gitFetch: { path: '/git/{slug}.git', access: { environment: 'slug', role: 'read' }, cost: 'pack' },
  /** By the signature of an environment's own secret, whoever sends it; good for a fetch alone. */
  githubWebhook: { path: '/api/webhooks/github', access: 'signature' },
  gitPush: { path: '/git/{slug}.git', access: { environment: 'slug', role: 'write' }, cost: 'pack' },
} as const satisfies Record<string, { path: string; access: Access | 'signature'; cost?: Cost }>;

export type RawRoute = keyof typeof RAW_ROUTES;
