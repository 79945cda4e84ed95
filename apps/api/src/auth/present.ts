import type { Person, User as Shown } from '@craftastic/contract/auth';
import type { User } from '@craftastic/db/generated/client';

/** Somebody, as others see them. */
export function presentPerson({ id, login, name, avatarUrl }: User): Person {
  return { id, login, name, avatarUrl };
}

/** Somebody, as they see themselves. */
export function presentUser(user: User): Shown {
  return { ...presentPerson(user), email: user.email, admin: user.admin };
}
