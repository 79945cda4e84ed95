import type { EffectiveRole } from '@craftastic/contract/access';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { orpc } from '../../api/client.ts';
import { createFamily, createStore, useStore } from '../../hooks/store.ts';

export const mayWrite = (role: EffectiveRole): boolean => role !== 'read';
export const mayAdmin = (role: EffectiveRole): boolean => role === 'admin' || role === 'owner';

/** Why something is out of reach. The server says the same of a call that is made all the same. */
export const WANTS_WRITE =
  'You may look at this environment, but not change it. Its admins can give you the role «write».';
export const WANTS_ADMIN = 'Only admins of this environment may do this.';

export const ROLE_NAMES: Record<EffectiveRole, string> = {
  read: 'Read',
  write: 'Write',
  admin: 'Admin',
  owner: 'Owner',
};

/** What one may in an environment; undefined until it is known, and then nothing is offered. */
export function useRole(environmentId: string | undefined): EffectiveRole | undefined {
  const input = { id: environmentId ?? '' };
  return useQuery(orpc.environments.get.queryOptions({ input, enabled: environmentId !== undefined })).data?.role;
}

const writableOf = createFamily(() => createStore<boolean | null>(null));

/** Whether one may change what is in a session. Until that is known it is taken that one may: the server refuses in any case. */
export const mayWriteIn = (sessionId: string): boolean => writableOf(sessionId).get() !== false;
export const useMayWrite = (sessionId: string): boolean => useStore(writableOf(sessionId)) !== false;
/** The same for what is done without being asked for: only once it is known. */
export const useSurelyMayWrite = (sessionId: string): boolean => useStore(writableOf(sessionId)) === true;

/** Finds out what one may in an open session; its page holds it. */
export function useSessionRole(sessionId: string, environmentId: string | undefined): void {
  const role = useRole(environmentId);
  useEffect(() => {
    if (role !== undefined) writableOf(sessionId).set(mayWrite(role));
  }, [sessionId, role]);
}
