import type { z } from 'zod';
import type { Vault } from '../tokens/vault.ts';

/**
 * Something that this server gives to a browser to get it back: the browser can neither read nor change it, and another
 * replica knows it too. So a login that is under way needs no table.
 */
export function sealNote(vault: Vault, purpose: string, note: object): string {
  const { keyId, secret } = vault.seal(JSON.stringify(note), ['note', purpose]);
  return `${keyId}.${Buffer.from(secret).toString('base64url')}`;
}

/** Null for what is not from here, is for another purpose, or is too old. Notes have their end in `until`. */
export function openNote<T extends { until: number }>(
  vault: Vault,
  purpose: string,
  shape: z.ZodType<T>,
  sealed: string,
): T | null {
  const [keyId = '', secret = ''] = sealed.split('.', 2);
  try {
    const text = vault.unseal({ keyId, secret: new Uint8Array(Buffer.from(secret, 'base64url')) }, ['note', purpose]);
    const note = shape.parse(JSON.parse(text));
    return note.until > Date.now() ? note : null;
  } catch {
    return null;
  }
}
