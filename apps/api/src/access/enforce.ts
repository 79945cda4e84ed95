import type { Access as Declared } from '@craftastic/contract/access';
import type { Meta } from '@craftastic/contract/base';
import { contractError } from '@craftastic/contract/contract-error';
import type { Caller } from '../auth/caller.ts';
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

/** Once the input is known to have its shape: throws where the caller may not. Gives back what the right hangs on. */
export async function enforce(access: Access, procedure: Declaring, caller: Caller | null, input: unknown) {
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

/** An answer that goes on for long ends when the right to it does. */
export function held<T>(
  access: Access,
  caller: Caller | null,
  right: Awaited<ReturnType<typeof enforce>>,
  output: T,
): T {
  if (caller === null || !isStream(output)) return output;
  return heldStream(output, (end) => access.watch(caller, right, end)) as T;
}
