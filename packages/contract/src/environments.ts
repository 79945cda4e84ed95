import { z } from 'zod';
import { EffectiveRole } from './access.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { PortNumber } from './ports.ts';
import { Failure, Progress } from './progress.ts';
import { RefRules } from './ref-rules.ts';

/** An environment variable of the sandboxes. A secret's value is write-only: read back as null. */
export const Variable = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'is not a variable name'),
  value: z.string().max(32_768).nullable(),
  secret: z.boolean().default(false),
});
export type Variable = z.infer<typeof Variable>;

export const EnvironmentSettings = z.object({
  name: z.string().trim().min(1).max(100),
  defaultBranch: z.string().min(1).max(255).nullable(),
  image: z.string().max(300).nullable().describe('Container image of its sessions; null for the default one'),
  variables: z.array(Variable).max(200),
  setupScript: z.string().max(65_536).describe('Run in a new session before it is opened; empty for none'),
  copyList: z
    .array(z.string().min(1).max(300))
    .max(100)
    .describe('Globs of ignored files that a new session gets from the one used last: .env.local, *.pem'),
  idleMinutes: z
    .number()
    .int()
    .min(0)
    .max(10_080)
    .describe('Stop a session after so long without activity; 0 for never'),
  refRules: RefRules.describe('Of a repository that is hosted here; another host has its own'),
  devCommand: z
    .string()
    .trim()
    .max(4000)
    .describe('Starts the dev server; empty for what devcontainer.json or package.json say'),
  devPort: PortNumber.nullable().describe('Where it listens; null for the port that it is seen to open'),
  useDevcontainer: z
    .boolean()
    .describe('Let devcontainer.json of a branch choose image, variables and commands of its sessions'),
});
export type EnvironmentSettings = z.infer<typeof EnvironmentSettings>;

export const Environment = EnvironmentSettings.extend({
  id: Id,
  slug: z.string().describe('Its name in URLs, unique on this server'),
  role: EffectiveRole.describe('Of who asks'),
  repositoryUrl: z.string().describe('Where Push goes'),
  hosted: z.boolean().describe('Served by this server itself'),
  webhook: z.boolean().describe('Its git host has a secret to sign webhooks with'),
  status: z.enum(['cloning', 'ready', 'error', 'removing']),
  progress: Progress.nullable(),
  error: Failure.nullable(),
  diskBytes: z.number().nullable(),
  createdAt: z.iso.datetime(),
});
export type Environment = z.infer<typeof Environment>;

export const Branch = z.object({
  name: z.string(),
  local: z.boolean(),
  remote: z.boolean(),
  head: z.string().describe('Object id'),
  subject: z.string(),
  authorName: z.string(),
  committedAt: z.iso.datetime({ offset: true }),
  ahead: z.number().int().nullable(),
  behind: z.number().int().nullable(),
  isDefault: z.boolean(),
  sessionId: Id.nullable().describe('The session that has it open'),
});
export type Branch = z.infer<typeof Branch>;

const ById = z.object({ id: Id });

export const environments = {
  list: base
    .meta({ access: 'readable' })
    .route({ method: 'GET', path: '/environments', tags: ['environments'] })
    .output(z.array(Environment)),
  create: base
    .meta({ access: 'person', cost: 'clone' })
    .route({
      method: 'POST',
      path: '/environments',
      tags: ['environments'],
      summary: 'Clone a URL, or make a new repository',
    })
    .input(
      z.object({
        url: z.string().max(2000).optional().describe('Leave out for a new repository hosted here'),
        name: z.string().trim().min(1).max(100).optional(),
      }),
    )
    .output(Environment),
  get: base
    .meta({ access: { environment: 'id', role: 'read' } })
    .route({ method: 'GET', path: '/environments/{id}', tags: ['environments'] })
    .input(ById)
    .output(Environment),
  update: base
    .meta({ access: { environment: 'id', role: 'admin' } })
    .route({ method: 'PATCH', path: '/environments/{id}', tags: ['environments'] })
    .input(ById.extend(EnvironmentSettings.partial().shape))
    .output(Environment),
  remove: base
    .meta({ access: { environment: 'id', role: 'admin' } })
    .route({
      method: 'DELETE',
      path: '/environments/{id}',
      tags: ['environments'],
      summary: 'Remove it with its sessions',
    })
    .input(ById.extend({ force: z.boolean().default(false) }))
    .output(z.object({})),
  retry: base
    .meta({ access: { environment: 'id', role: 'write' }, cost: 'clone' })
    .route({
      method: 'POST',
      path: '/environments/{id}/retry',
      tags: ['environments'],
      summary: 'Clone again after an error',
    })
    .input(ById)
    .output(Environment),
  cancel: base
    .meta({ access: { environment: 'id', role: 'write' } })
    .route({
      method: 'POST',
      path: '/environments/{id}/cancel',
      tags: ['environments'],
      summary: 'Stop a running clone',
    })
    .input(ById)
    .output(Environment),
  branches: base
    .meta({ access: { environment: 'id', role: 'read' } })
    .route({ method: 'GET', path: '/environments/{id}/branches', tags: ['environments'] })
    .input(ById)
    .output(z.array(Branch)),
  fetch: base
    .meta({ access: { environment: 'id', role: 'write' }, cost: 'fetch' })
    .route({
      method: 'POST',
      path: '/environments/{id}/fetch',
      tags: ['environments'],
      summary: 'Fetch the remote’s branches',
    })
    .input(ById)
    .output(z.array(Branch)),
  createWebhook: base
    .meta({ access: { environment: 'id', role: 'admin' } })
    .route({
      method: 'POST',
      path: '/environments/{id}/webhook',
      tags: ['environments'],
      summary: 'Make a secret for webhooks of its git host; an earlier one ends',
    })
    .input(ById)
    .output(z.object({ url: z.string(), secret: z.string().describe('Shown this once') })),
  removeWebhook: base
    .meta({ access: { environment: 'id', role: 'admin' } })
    .route({
      method: 'DELETE',
      path: '/environments/{id}/webhook',
      tags: ['environments'],
      summary: 'Take no webhooks any more',
    })
    .input(ById)
    .output(z.object({})),
};
