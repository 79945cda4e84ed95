import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, for cookies, tokens and links. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. A plain hash is enough where nothing can be guessed. */
export const hashOf = (secret: string): string => sha256(secret).toString('base64url');

/** In a time that tells nothing. Hashes are of one length, which timingSafeEqual wants, and hide the secret's. */
export const sameSecret = (one: string, other: string): boolean => timingSafeEqual(sha256(one), sha256(other));

const sha256 = (text: string) => createHash('sha256').update(text).digest();
