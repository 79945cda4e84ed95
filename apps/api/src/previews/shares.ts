import { contractError } from '@craftastic/contract/contract-error';
import { newId } from '@craftastic/contract/ids';
import type { ContentShare, PreviewShare } from '@craftastic/contract/previews';
import type { Database } from '@craftastic/db/database';
import type { Caller } from '../auth/caller.ts';
import { contentLabel } from '../content/content-label.ts';
import { readable } from '../things/readable.ts';
import { hashOf, newValue, type SharedPlace } from './grants.ts';
import { appLabel } from './host.ts';
import { OWN } from './own-paths.ts';
import type { Previews } from './previews.ts';
import type { Visits } from './visits.ts';

interface Parts {
  database: Database;
  previews: Previews;
  visits: Visits;
}

/** How the link is wanted: where it leads, and for how long. */
interface Wanted {
  path: string;
  expiresInMinutes: number;
}

type Shared<T> = T & { url: string };

/** Links to give away: to one port of a session, or to the content of a branch. They last no longer than who made them may read. */
export class Shares {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async ofSession(sessionId: string): Promise<PreviewShare[]> {
    const where = { sessionId, expiresAt: { gt: new Date() } };
    const rows = await this.#table.findMany({ where, orderBy: { createdAt: 'asc' } });
    return rows.flatMap(({ port, ...row }) => (port === null ? [] : { ...times(row), sessionId, port }));
  }

  async sharePort(
    caller: Caller,
    { sessionId, port, ...wanted }: Wanted & { sessionId: string; port: number },
  ): Promise<Shared<PreviewShare>> {
    const made = await this.#create(caller, appLabel(port, sessionId), { sessionId, port }, wanted);
    return { ...made, sessionId, port };
  }

  /** Of all branches of a namespace. */
  async ofContent(ns: string): Promise<ContentShare[]> {
    const { bindingNs } = await readable(this.#parts.database, { ns });
    const rows = await this.#table.findMany({
      where: { context: { bindingNs }, expiresAt: { gt: new Date() } },
      include: { context: { select: { branch: true } } },
      orderBy: { createdAt: 'asc' },
    });
    return rows.flatMap(({ context, ...row }) =>
      context ? { ...times(row), ns: bindingNs, branch: context.branch } : [],
    );
  }

  /** Of a branch as it was pushed: what a session has before that is for those who may see the session. */
  async shareContent(
    caller: Caller,
    { ns, branch: asked, ...wanted }: Wanted & { ns: string; branch?: string | undefined },
  ): Promise<Shared<ContentShare>> {
    const { id: contextId, bindingNs, branch } = await readable(this.#parts.database, { ns, branch: asked });
    const label = contentLabel({ ns: bindingNs, branch, session: '' });
    return { ...(await this.#create(caller, label, { contextId }, wanted)), ns: bindingNs, branch };
  }

  /** Take a link back: whoever came in by it is out. */
  async revoke(id: string, of: { sessionId: string } | { ns: string }): Promise<void> {
    const where =
      'sessionId' in of ? of : { context: { bindingNs: (await readable(this.#parts.database, of)).bindingNs } };
    const { count } = await this.#table.deleteMany({ where: { id, ...where } });
    if (count === 0) throw contractError('NOT_FOUND', { message: 'There is no such link; it may have expired.' });
    this.#parts.visits.unshared(id);
  }

  async #create(caller: Caller, label: string, place: SharedPlace, { path, expiresInMinutes }: Wanted) {
    const origin = this.#parts.previews.originOf(label);
    const token = newValue();
    const expiresAt = new Date(Date.now() + expiresInMinutes * 60_000);
    const row = await this.#table.create({
      data: { id: newId(), hash: hashOf(token), ...place, userId: caller.user.id, expiresAt },
    });
    return { ...times(row), url: `${origin}${OWN}share?${new URLSearchParams({ token, to: path })}` };
  }

  get #table() {
    return this.#parts.database.client.previewShare;
  }
}

const times = ({ id, createdAt, expiresAt }: { id: string; createdAt: Date; expiresAt: Date }) => ({
  id,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
