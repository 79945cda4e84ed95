import { z } from 'zod';
import { READ_SESSION, WRITE_SESSION } from './access.ts';
import { base } from './base.ts';
import { Id } from './ids.ts';
import { Ns } from './namespace.ts';
import { Port, PortNumber } from './ports.ts';
import { SessionStatus } from './sessions.ts';
import { At } from './things.ts';

/** A path of a previewed app with its query and fragment: of its own origin, whatever a browser makes of slashes. */
export const PreviewPath = z
  .string()
  .max(4096)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'is not a path');

const OfPort = z.object({ sessionId: Id, port: PortNumber });

export const PreviewShare = z.object({
  id: Id,
  sessionId: Id,
  port: PortNumber,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type PreviewShare = z.infer<typeof PreviewShare>;

/** A link to the content of a branch, as it was pushed. */
export const ContentShare = z.object({
  id: Id,
  ns: Ns,
  branch: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type ContentShare = z.infer<typeof ContentShare>;

/** A branch as the switcher shows it. */
export const BranchPreview = z.object({
  name: z.string(),
  isDefault: z.boolean(),
  local: z.boolean(),
  remote: z.boolean(),
  head: z.string().describe('Object id'),
  subject: z.string(),
  committedAt: z.iso.datetime({ offset: true }),
  ahead: z.number().int().nullable().describe('Commits that the default branch lacks; null where not counted'),
  behind: z.number().int().nullable(),
  session: z.object({ id: Id, name: z.string(), status: SessionStatus, ports: z.array(Port) }).nullable(),
  contexts: z.array(z.object({ ns: z.string(), status: z.enum(['active', 'merged', 'deleted']), synced: z.boolean() })),
  drafts: z.array(z.string()).describe('Namespaces that its session has a draft of'),
});
export type BranchPreview = z.infer<typeof BranchPreview>;

const Opened = z.object({
  url: z.string().describe('For a frame or a tab; carries a ticket, so it is not for keeping'),
  origin: z.string().describe('Of the preview: what its messages come from'),
  address: z.string().describe('The lasting address of the path, for people who may log in here'),
});

const WantedLink = z.object({
  path: PreviewPath.default('/'),
  expiresInMinutes: z.number().int().min(1).max(43_200).default(1440),
});
const SharedUrl = z.object({ url: z.string().describe('Told this once: only its hash is kept') });

const tags = ['previews'];

export const previews = {
  open: base
    .meta({ access: READ_SESSION })
    .route({
      method: 'POST',
      path: '/previews/open',
      tags,
      summary: 'An address that lets the caller’s browser into the preview of a port, once, within a minute',
    })
    .input(OfPort.extend({ path: PreviewPath.default('/') }))
    .output(Opened),
  openContent: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({
      method: 'POST',
      path: '/previews/content',
      tags,
      summary: 'An address that lets the caller’s browser into a namespace as a branch or a session has it, once',
    })
    .input(
      z.object({
        ns: Ns,
        branch: z.string().min(1).max(255).optional().describe('The default branch where left out'),
        sessionId: Id.optional().describe('In place of a branch: the draft of a session'),
        path: PreviewPath.default('/').describe('`/` for all of it, `/ns/docs.do/start` for a Thing'),
        at: At,
      }),
    )
    .output(Opened),
  shares: base
    .meta({ access: READ_SESSION })
    .route({ method: 'GET', path: '/previews/shares', tags, summary: 'Links that are out and have not expired' })
    .input(z.object({ sessionId: Id }))
    .output(z.array(PreviewShare)),
  share: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'POST', path: '/previews/shares', tags, summary: 'A link to one port for whoever has it' })
    .input(OfPort.extend(WantedLink.shape))
    .output(PreviewShare.extend(SharedUrl.shape)),
  unshare: base
    .meta({ access: WRITE_SESSION })
    .route({ method: 'DELETE', path: '/previews/shares/{id}', tags })
    .input(z.object({ sessionId: Id, id: Id }))
    .output(z.object({})),
  contentShares: base
    .meta({ access: { binding: 'ns', role: 'read' } })
    .route({
      method: 'GET',
      path: '/previews/content/shares',
      tags,
      summary: 'Links to content of a namespace that are out and have not expired, of all branches',
    })
    .input(z.object({ ns: Ns }))
    .output(z.array(ContentShare)),
  shareContent: base
    .meta({ access: { binding: 'ns', role: 'write' } })
    .route({
      method: 'POST',
      path: '/previews/content/shares',
      tags,
      summary: 'A link to the pages of one branch of a namespace for whoever has it, as they are pushed',
    })
    .input(
      WantedLink.extend({
        ns: Ns,
        branch: z.string().min(1).max(255).optional().describe('The default branch where left out'),
      }),
    )
    .output(ContentShare.extend(SharedUrl.shape)),
  unshareContent: base
    .meta({ access: { binding: 'ns', role: 'write' } })
    .route({ method: 'DELETE', path: '/previews/content/shares/{id}', tags })
    .input(z.object({ ns: Ns, id: Id }))
    .output(z.object({})),
  branches: base
    .meta({ access: { environment: 'environmentId', role: 'read' } })
    .route({ method: 'GET', path: '/previews/branches', tags, summary: 'Every branch, with what can be seen of it' })
    .input(z.object({ environmentId: Id }))
    .output(z.array(BranchPreview)),
};
