import type { IncomingMessage } from 'node:http';
import type { Meta } from '@craftastic/contract/base';
import type { Database } from '@craftastic/db/database';
import type { User } from '@craftastic/db/generated/client';
import { ORPCError } from '@orpc/client';
import type { Logger } from 'pino';
import { isStream } from '../access/held-stream.ts';
import type { Caller } from '../auth/caller.ts';
import type { Login } from '../auth/login.ts';
import { isRecorded, subjectOf } from './recorded.ts';

/** How long entries are kept. */
const DAYS = 400;

/** What happened, in the words of the log; who and from where is told by the request. */
export interface Happened {
  /** As the contract names it, `git.push`; what is no procedure has a name of the same kind. */
  action: string;
  result: string;
  durationMs: number;
  environmentId?: string | null;
  sessionId?: string | null;
  subject?: string | null;
}

/** A procedure under way, as the middleware has it. */
interface Running {
  context: { request: IncomingMessage; caller: Caller | null };
  procedure: { '~orpc': { meta: Meta; route: { method?: string | undefined } } };
  path: readonly string[];
  input: unknown;
}

/**
 * The audit log: one line for everything that changes something. An entry that can't be written is a warning in the server's
 * log and stops nobody: a full disk must not keep people from what would make it less full.
 */
export class Audit {
  readonly #database: Database;
  readonly #login: Login;
  readonly #log: Logger;

  constructor(parts: { database: Database; login: Login; log: Logger }) {
    this.#database = parts.database;
    this.#login = parts.login;
    this.#log = parts.log;
  }

  /** Write an entry; it is not waited for. */
  record(caller: Caller | null, request: IncomingMessage, happened: Happened): void {
    const { action, result, durationMs, environmentId = null, sessionId = null, subject = null } = happened;
    const who = {
      userId: caller?.user.id ?? null,
      login: caller?.user.login ?? null,
      via: caller?.by.kind ?? null,
      tokenId: caller?.by.kind === 'token' ? caller.by.id : null,
      address: this.#login.addressOf(request),
    };
    this.#database.client.auditEntry
      .create({
        data: { ...who, action, result, durationMs: Math.round(durationMs), environmentId, sessionId, subject },
      })
      .catch((error) => this.#log.warn({ err: error, action }, 'an audit entry was not written'));
  }

  /** A login that is no procedure: by a link, or by way of another host. Null for who was not let in. */
  recordLogin(user: User | null, request: IncomingMessage, subject: string | null, result = 'ok'): void {
    const caller: Caller | null = user && { user, by: { kind: 'login', id: '' } };
    this.record(caller, request, { action: 'auth.login', result, durationMs: 0, subject });
  }

  /**
   * Run a procedure and record how it ended, refusals too. A stream is followed to its end, for the end is the result.
   * `run` says in `entry` which environment it was about.
   */
  async follow<T extends { output: unknown }>(
    running: Running,
    run: (entry: { environmentId: string | null }) => Promise<T>,
  ): Promise<T> {
    const { context, procedure, path, input } = running;
    const entry = { environmentId: null };
    if (!isRecorded(path, procedure['~orpc'].route.method)) return run(entry);
    const begun = performance.now();
    const end = (result: string, output?: unknown) =>
      this.record(context.caller ?? enteredAs(path, output), context.request, {
        action: path.join('.'),
        result,
        durationMs: performance.now() - begun,
        environmentId: entry.environmentId ?? madeBy(path, output),
        sessionId: textOf(input, 'sessionId'),
        subject: subjectOf(input),
      });
    try {
      const result = await run(entry);
      if (isStream(result.output)) return { ...result, output: followStream(result.output, end) };
      end('ok', result.output);
      return result;
    } catch (error) {
      end(codeOf(error));
      throw error;
    }
  }

  async forgetOld(now: Date): Promise<void> {
    const longAgo = new Date(now.getTime() - DAYS * 86_400_000);
    await this.#database.client.auditEntry.deleteMany({ where: { createdAt: { lt: longAgo } } });
  }
}

const codeOf = (error: unknown): string => (error instanceof ORPCError ? error.code : 'INTERNAL_SERVER_ERROR');

function textOf(value: unknown, field: string): string | null {
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : null;
  return typeof text === 'string' ? text : null;
}

/** A new environment has its id from the answer. */
const madeBy = ([group, verb]: readonly string[], output: unknown) =>
  group === 'environments' && verb === 'create' ? textOf(output, 'id') : null;

/** Who a login has let in: until then nobody was known. */
function enteredAs([group, verb]: readonly string[], output: unknown): Caller | null {
  if (group !== 'auth' || verb !== 'login' || output === undefined) return null;
  return { user: output as Caller['user'], by: { kind: 'login', id: '' } };
}

async function* followStream(stream: AsyncIterator<unknown, unknown>, end: (result: string) => void) {
  let outcome = 'CANCELLED';
  try {
    for (;;) {
      const step = await stream.next();
      if (step.done) {
        outcome = 'ok';
        return step.value;
      }
      yield step.value;
    }
  } catch (error) {
    outcome = codeOf(error);
    throw error;
  } finally {
    end(outcome);
    await stream.return?.();
  }
}
