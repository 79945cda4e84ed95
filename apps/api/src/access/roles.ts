import { type Access, EffectiveRole, type Role } from '@craftastic/contract/access';
import type { Caller } from '../auth/caller.ts';

const RANK = EffectiveRole.options;

/** Whether a role is enough for what wants another one. */
export function suffices(has: EffectiveRole | null, wanted: EffectiveRole): boolean {
  return has !== null && RANK.indexOf(has) >= RANK.indexOf(wanted);
}

/** What a caller may do in an environment; null for nothing at all, not even know of it. */
export function roleOf(
  { user, by }: Caller,
  environment: { id: string; ownerId: string; memberRole: Role | null },
): EffectiveRole | null {
  if (by.kind === 'token' && by.environmentId !== null && by.environmentId !== environment.id) return null;
  if (environment.ownerId === user.id) return 'owner';
  return user.admin ? 'admin' : environment.memberRole;
}

/**
 * What a token lacks for a procedure, as a sentence; null for nothing. Logins lack nothing. `reads` is whether the
 * procedure only looks: those with the method GET.
 */
export function lackOfToken({ by }: Caller, access: Access, reads: boolean): string | null {
  if (by.kind !== 'token') return null;
  if (access === 'login') return 'An access token may not do this; log in with a browser.';
  const scope = reads ? ['api:read', 'api:write'] : ['api:write'];
  if (!scope.some((each) => by.scopes.includes(each))) return `This access token lacks the scope ${scope[0]}.`;
  if (by.environmentId === null || access === 'open' || access === 'readable' || typeof access === 'object')
    return null;
  return access === 'person' && reads ? null : 'This access token is for one environment alone.';
}

/** Why git may not fetch, or push, with a role and what the caller is known by; null where it may. */
export function lackForGit({ by }: Caller, role: EffectiveRole, pushes: boolean): string | null {
  const scopes = pushes ? ['git:write'] : ['git:read', 'git:write'];
  if (by.kind === 'token' && !scopes.some((scope) => by.scopes.includes(scope)))
    return `This access token lacks the scope ${scopes[0]}. Settings, Access tokens gives one that has it.`;
  if (suffices(role, pushes ? 'write' : 'read')) return null;
  return 'You may read this repository, but not push to it. Its admins can give you the role «write».';
}

/** The sentence for who may look but not do more. */
export function wantsRole(wanted: EffectiveRole): string {
  if (wanted === 'owner') return 'Only the owner of this environment may do this.';
  return wanted === 'admin'
    ? 'Only admins of this environment may do this.'
    : 'You may look at this environment, but not change it. Its admins can give you the role «write».';
}
