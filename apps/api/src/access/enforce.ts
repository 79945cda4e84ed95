import type { Access as Declared } from '@craftastic/contract/access';
import type { Meta } from '@craftastic/contract/base';
import { contractError } from '@craftastic/contract/contract-error';
import type { Caller } from '../auth/caller.ts';
import type { Limits } from '../limits/limits.ts';
import type { Access, Resource } from './access.ts';
import { heldStream, isStream } from './held-stream.ts';
import { lackOfToken } from './roles.ts';

interface Declaring {
  '~orpc': { meta: Meta; route: { method?: string | undefined } };
}

/** Before the input is looked at: procedures that are not open want a caller, one without a declaration wants nobody. */
export function refuseUnknown(procedure: Declaring, caller: Caller | null): void {
  const { access } = procedure['~orpc'].meta;
  if (access === undefined) throw new Error('A procedure declares no access.');
  if (access !== 'open' && caller === null) throw contractError('UNAUTHENTICATED');
}

interface Permitting {
  app: { access: Access; limits: Limits };
  caller: Caller | null;
}

/**
 * Once the input is known to have its shape: run what the caller may, as far as one person may ask for it. An answer that
 * goes on for long ends with the right to it, and counts as under way until it ends.
 */
export async function permitted<Result extends { output: unknown }>(
  { app: { access, limits }, caller }: Permitting,
  procedure: Declaring,
  input: unknown,
  entry: { environmentId?: string | null },
  next: () => Result | PromiseLike<Result>,
): Promise<Result> {
  const right = await enforce(access, procedure, caller, input);
  entry.environmentId = right?.environmentId ?? null;
  const { cost } = procedure['~orpc'].meta;
  const leave = cost === undefined || caller === null ? () => {} : await limits.enter(caller.user.id, cost);
  let goesOn = false;
  try {
    const result = await next();
    if (caller === null || !isStream(result.output)) return result;
    goesOn = true;
    return { ...result, output: heldStream(result.output, (end) => both(access.watch(caller, right, end), leave)) };
  } finally {
    if (!goesOn) leave();
  }
}

const both = (one: () => void, other: () => void) => () => {
  one();
  other();
};

/** Throws where the caller may not. Gives back what the right hangs on. */
async function enforce(access: Access, procedure: Declaring, caller: Caller | null, input: unknown) {
  const { meta, route } = procedure['~orpc'];
  const declared = meta.access;
  if (declared === 'open' || caller === null || declared === undefined) return null;
  const lack = lackOfToken(caller, declared, route.method === 'GET');
  if (lack !== null) throw contractError('FORBIDDEN', { message: lack });
  if (declared === 'server-admin' && !caller.user.admin) {
    throw contractError('FORBIDDEN', { message: 'Only those who look after this server may do this.' });
  }
  if (typeof declared === 'string') return null;
  const { environmentId } = await access.require(caller, resourceOf(declared, input), declared.role);
  return { environmentId, role: declared.role };
}

function resourceOf(declared: Exclude<Declared, string>, input: unknown): Resource {
  const field = (name: string): string => {
    const value = (input as Record<string, unknown> | undefined)?.[name];
    if (typeof value !== 'string') throw new Error(`The input has no ${name}, by which access is decided.`);
    return value;
  };
  if ('environment' in declared) return { environment: field(declared.environment) };
  if ('session' in declared) return { session: field(declared.session) };
  return { binding: field(declared.binding) };
}
