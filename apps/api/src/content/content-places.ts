import type { Database } from '@craftastic/db/database';
import type { Readable } from '../things/readable.ts';
import { hashInLabel, hashOf } from './content-label.ts';

const WITH = { binding: { include: { environment: true } } } as const;

/** Which context a content host shows. Hashes can't be asked of the database, so those that are met are remembered. */
export class ContentPlaces {
  readonly #database: Database;
  readonly #known = new Map<string, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null where there is none, or it is gone. */
  async find(label: string): Promise<Readable | null> {
    const hash = hashInLabel(label);
    if (hash === null) return null;
    const known = this.#known.get(hash);
    const found = known === undefined ? null : await this.#read(known, hash);
    if (found) return found;
    this.#known.clear();
    const rows = await this.#database.client.branchContext.findMany({
      select: { id: true, bindingNs: true, branch: true, session: true },
    });
    for (const { id, bindingNs: ns, branch, session } of rows) this.#known.set(hashOf({ ns, branch, session }), id);
    const id = this.#known.get(hash);
    return id === undefined ? null : this.#read(id, hash);
  }

  async #read(id: number, hash: string): Promise<Readable | null> {
    const row = await this.#database.client.branchContext.findUnique({ where: { id }, include: WITH });
    if (row?.status !== 'active') return null;
    const { bindingNs: ns, branch, session } = row;
    return hashOf({ ns, branch, session }) === hash ? row : null;
  }
}
