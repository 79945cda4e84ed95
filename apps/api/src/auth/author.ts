import type { SupervisorConfig } from '@craftastic/contract/supervisor';
import type { User } from '@craftastic/db/generated/client';

/** Who a user is in commits; null until they have said so. */
export function authorOf(user: Pick<User, 'name' | 'email'>): SupervisorConfig['author'] {
  return user.name !== null && user.email !== null ? { name: user.name, email: user.email } : null;
}
