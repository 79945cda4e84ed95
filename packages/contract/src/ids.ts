import { z } from 'zod';

/**
 * Ids name folders, containers, sockets and preview hosts, so they are lower case, short and free of separators: a
 * unix socket's path must stay below 107 bytes.
 */
export const Id = z.string().regex(/^[a-z0-9]{6,24}$/, 'is not an id');

const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A new random id of 12 characters (60 bits). The alphabet has 32 letters, so no byte is biased. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join('');
}
