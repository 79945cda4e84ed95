import type { Access, EffectiveRole, Role } from '@craftastic/contract/access';
import type { User } from '@craftastic/db/generated/client';
import { describe, expect, test } from 'vitest';
import type { Caller } from '../auth/caller.ts';
import { lackOfToken, roleOf, suffices } from './roles.ts';

const USER: User = {
  id: 'ada',
  login: 'ada',
  name: null,
  email: null,
  admin: false,
  githubId: null,
  avatarUrl: null,
  removedAt: null,
  createdAt: new Date(0),
};
const login = (user: Partial<User> = {}): Caller => ({ user: { ...USER, ...user }, by: { kind: 'login', id: 'l' } });
const token = (scopes: string[], environmentId: string | null = null): Caller => ({
  user: USER,
  by: { kind: 'token', id: 't', scopes, environmentId },
});

test.each<[EffectiveRole | null, Role, boolean]>([
  [null, 'read', false],
  ['read', 'read', true],
  ['read', 'write', false],
  ['write', 'read', true],
  ['write', 'write', true],
  ['write', 'admin', false],
  ['admin', 'admin', true],
  ['owner', 'admin', true],
])('%s, where %s is wanted: %s', (has, wanted, enough) => {
  expect(suffices(has, wanted)).toBe(enough);
});

test.each<[string, Caller, { ownerId: string; memberRole: Role | null }, EffectiveRole | null]>([
  ['a stranger', login(), { ownerId: 'grace', memberRole: null }, null],
  ['a member', login(), { ownerId: 'grace', memberRole: 'write' }, 'write'],
  ['the owner', login(), { ownerId: 'ada', memberRole: null }, 'owner'],
  ['an owner who is a member too', login(), { ownerId: 'ada', memberRole: 'read' }, 'owner'],
  ['who looks after the server', login({ admin: true }), { ownerId: 'grace', memberRole: 'read' }, 'admin'],
  ['a token of the owner', token(['api:read']), { ownerId: 'ada', memberRole: null }, 'owner'],
  ['a token for this environment', token([], 'shop'), { ownerId: 'ada', memberRole: null }, 'owner'],
  ['a token for another environment', token([], 'docs'), { ownerId: 'ada', memberRole: null }, null],
])('%s', (_name, caller, environment, role) => {
  expect(roleOf(caller, { id: 'shop', ...environment })).toBe(role);
});

describe('an access token', () => {
  const environment: Access = { environment: 'id', role: 'read' };
  test.each<[string, Caller, Access, boolean, boolean]>([
    ['that is none: a login may all', login(), 'login', false, true],
    ['may not make another one', token(['api:write']), 'login', false, false],
    ['that may read reads', token(['api:read']), environment, true, true],
    ['that may read does not write', token(['api:read']), environment, false, false],
    ['that may write reads too', token(['api:write']), environment, true, true],
    ['for git alone may not use the API', token(['git:write']), environment, true, false],
    ['for one environment lists what is in it', token(['api:read'], 'shop'), 'readable', true, true],
    ['for one environment may ask who it is', token(['api:read'], 'shop'), 'person', true, true],
    ['for one environment makes no other one', token(['api:write'], 'shop'), 'person', false, false],
    ['for one environment does not look after the server', token(['api:write'], 'shop'), 'server-admin', true, false],
  ])('%s', (_name, caller, access, reads, may) => {
    expect(lackOfToken(caller, access, reads) === null).toBe(may);
  });
});
