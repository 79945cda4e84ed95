import { contractError } from '@craftastic/contract/contract-error';
import type { DeviceLogin } from '@craftastic/contract/github';
import { newId } from '@craftastic/contract/ids';
import type { Database } from '@craftastic/db/database';
import type { User } from '@craftastic/db/generated/client';
import { z } from 'zod';
import type { People } from '../people/people.ts';
import type { GithubSettings } from '../settings.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { Vault } from '../tokens/vault.ts';
import { isAllowed, noreplyAddress } from './allowed.ts';
import type { GithubOauth, Grant } from './oauth.ts';
import { refusalOf, restOf } from './rest.ts';
import { openNote, sealNote } from './sealed-note.ts';

interface Parts {
  settings: GithubSettings;
  database: Database;
  vault: Vault;
  tokens: Tokens;
  people: People;
  oauth: GithubOauth;
}

const FLOW = 'github flow';
const DEVICE = 'github device';
export const FLOW_MINUTES = 10;

/** `userId` is who connects an account; null is a login. */
const Flow = z.object({
  state: z.string(),
  verifier: z.string(),
  from: z.string(),
  userId: z.string().nullable(),
  until: z.number(),
});
const DeviceFlow = z.object({ deviceCode: z.string(), userId: z.string().nullable(), until: z.number() });
const MOST_ORG_PAGES = 5;

/** Logging in with GitHub, and connecting an account: the same, but for whose it becomes. */
export class GithubSignIn {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Where to send a browser, and what it has to bring back in a cookie. `from` is the path that it came from. */
  async begin(from: string, userId: string | null): Promise<{ url: string; cookie: string }> {
    const { url, state, verifier } = await this.#parts.oauth.start();
    const until = Date.now() + FLOW_MINUTES * 60_000;
    return { url, cookie: sealNote(this.#parts.vault, FLOW, { state, verifier, from, userId, until }) };
  }

  /** Who has come back. Throws GITHUB_LOGIN_DENIED, GITHUB_LOGIN_EXPIRED, GITHUB_NOT_ON_LIST, GITHUB_UNREACHABLE. */
  async finish(callback: URL, cookie: string, callerId: string | null): Promise<{ user: User; from: string }> {
    const flow = openNote(this.#parts.vault, FLOW, Flow, cookie);
    if (!flow) throw contractError('GITHUB_LOGIN_EXPIRED');
    // Begun by somebody who has logged out since, or by another one.
    if (flow.userId !== null && flow.userId !== callerId) throw contractError('GITHUB_LOGIN_EXPIRED');
    const grant = await this.#parts.oauth.finish(callback, flow);
    return { user: await this.#settle(grant, flow.userId), from: flow.from };
  }

  async beginDevice(userId: string | null): Promise<DeviceLogin> {
    const device = await this.#parts.oauth.startDevice();
    const { deviceCode, userCode, verificationUrl, intervalSeconds, expiresAt } = device;
    const handle = sealNote(this.#parts.vault, DEVICE, { deviceCode, userId, until: expiresAt.getTime() });
    return { userCode, verificationUrl, handle, intervalSeconds, expiresAt: expiresAt.toISOString() };
  }

  async askDevice(handle: string, callerId: string | null): Promise<User | 'waiting' | 'slower'> {
    const flow = openNote(this.#parts.vault, DEVICE, DeviceFlow, handle);
    if (!flow || (flow.userId !== null && flow.userId !== callerId)) throw contractError('GITHUB_LOGIN_EXPIRED');
    const grant = await this.#parts.oauth.askDevice(flow.deviceCode);
    return typeof grant === 'string' ? grant : this.#settle(grant, flow.userId);
  }

  /** Whose account this is, or becomes. The token is kept as theirs for git and REST. */
  async #settle(grant: Grant, userId: string | null): Promise<User> {
    const { settings, database, tokens } = this.#parts;
    const account = await this.#accountOf(grant.token);
    const known = await database.client.user.findUnique({ where: { githubId: account.id } });
    const user = userId === null ? await this.#enter(account, known) : await this.#connect(userId, account, known);
    await tokens.keepGranted(user.id, new URL(settings.url).origin, grant);
    return user;
  }

  async #enter(account: Account, known: User | null): Promise<User> {
    const { settings, database, people } = this.#parts;
    const isKnown = known !== null && known.removedAt === null;
    if (!isAllowed(settings, { ...account, known: isKnown }) || (known !== null && !isKnown)) {
      throw contractError('GITHUB_NOT_ON_LIST', {
        message: `The GitHub account ${account.login} is not among those that may use this server. Ask who looks after it.`,
      });
    }
    if (known) {
      const data = { avatarUrl: account.avatarUrl, ...this.#author(known, account) };
      return database.client.user.update({ where: { id: known.id }, data });
    }
    people.refuseMore();
    const login = await people.freeLogin(account.login);
    const author = this.#author({ name: null, email: null }, account);
    const data = { id: newId(), login, githubId: account.id, avatarUrl: account.avatarUrl, ...author };
    return database.client.user.create({ data });
  }

  async #connect(userId: string, account: Account, known: User | null): Promise<User> {
    if (known !== null && known.id !== userId) {
      throw contractError('GITHUB_REFUSED', {
        message: `The GitHub account ${account.login} belongs to another person here (${known.login}).`,
      });
    }
    const { user } = this.#parts.database.client;
    const row = await user.findUniqueOrThrow({ where: { id: userId } });
    const data = { githubId: account.id, avatarUrl: account.avatarUrl, ...this.#author(row, account) };
    return user.update({ where: { id: userId }, data });
  }

  /** What commits carry, for who has not said otherwise. */
  #author({ name, email }: Pick<User, 'name' | 'email'>, account: Account): Pick<User, 'name' | 'email'> {
    return {
      name: name ?? account.name ?? account.login,
      email: email ?? noreplyAddress(this.#parts.settings.url, { id: Number(account.id), login: account.login }),
    };
  }

  async #accountOf(token: string): Promise<Account> {
    const { settings } = this.#parts;
    const rest = restOf(settings, token);
    try {
      const { data } = await rest.request('GET /user');
      const orgs: string[] = [];
      for (let page = 1; settings.allowedOrgs.length > 0 && page <= MOST_ORG_PAGES; page += 1) {
        const { data: found } = await rest.request('GET /user/orgs', { per_page: 100, page });
        orgs.push(...found.map(({ login }) => login));
        if (found.length < 100) break;
      }
      return {
        id: BigInt(data.id),
        login: data.login,
        // It goes into commits, where these would forge a header.
        name: data.name?.replace(/[<>\p{Cc}]/gu, '').trim() || null,
        avatarUrl: data.avatar_url,
        orgs,
      };
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

interface Account {
  id: bigint;
  login: string;
  name: string | null;
  avatarUrl: string;
  orgs: string[];
}
