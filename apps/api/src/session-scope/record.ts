import { sessionScope } from '@craftastic/contract/session-scope';
import type { User } from '@craftastic/db/generated/client';
import { ORPCError } from '@orpc/client';
import type { App } from '../app.ts';

/** Git verbs that change something, by the contract's own word for it. */
const RECORDED = new Set(
  Object.entries(sessionScope.git).flatMap(([verb, procedure]) =>
    procedure['~orpc'].route.method === 'POST' ? [verb] : [],
  ),
);

/**
 * The audit line of one git operation: who, what, with which result, how long. Null for what only reads. A stream is
 * followed to its end, for the end is the result.
 */
export function recordGitOperation(app: App, user: User, sessionId: string, [group, verb = '']: string[]) {
  if (group !== 'git' || !RECORDED.has(verb)) return null;
  const begun = performance.now();
  const end = (result: string) => {
    const durationMs = Math.round(performance.now() - begun);
    void app.sessions
      .row(sessionId)
      .then(({ environmentId }) =>
        app.database.client.gitOperation.create({
          data: { userId: user.id, environmentId, sessionId, verb, result, durationMs },
        }),
      )
      .catch((error) => app.log.warn({ err: error, verb }, 'a git operation was not recorded'));
  };
  return {
    end,
    follow(result: unknown): unknown {
      if (!isStream(result)) {
        end('ok');
        return result;
      }
      return followStream(result, end);
    },
  };
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
    outcome = error instanceof ORPCError ? error.code : 'FAILED';
    throw error;
  } finally {
    end(outcome);
    await stream.return?.();
  }
}

function isStream(value: unknown): value is AsyncIterator<unknown, unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
