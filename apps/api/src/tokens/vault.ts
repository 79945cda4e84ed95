import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealed {
  keyId: string;
  /** Nonce, tag, ciphertext. */
  secret: Uint8Array<ArrayBuffer>;
}

/**
 * Secrets at rest: AES-256-GCM under a key that lies beside the database, not in it. What a secret belongs to (user,
 * host) is bound to it as associated data: moved to another row, it does not open.
 */
export class Vault {
  /** By their ids; the first is what is sealed with, the others are on their way out. */
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly keyId: string;

  constructor(key: Buffer, ...older: Buffer[]) {
    this.keyId = idOf(key);
    this.#keys = new Map([key, ...older].map((each) => [idOf(each), each]));
  }

  seal(text: string, owner: readonly string[]): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(this.keyId), nonce).setAAD(associated(owner));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return { keyId: this.keyId, secret: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])) };
  }

  /** Throws where the key is another, the owner is another, or the secret was changed. */
  unseal({ keyId, secret }: Sealed, owner: readonly string[]): string {
    const bytes = Buffer.from(secret);
    const decipher = createDecipheriv('aes-256-gcm', this.#keyOf(keyId), bytes.subarray(0, NONCE_BYTES))
      .setAAD(associated(owner))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  #keyOf(id: string): Buffer {
    const key = this.#keys.get(id);
    if (!key) throw new Error(`This secret was sealed with another key (${id}).`);
    return key;
  }
}

/** Tells a key from others, and nothing of it. */
const idOf = (key: Buffer): string =>
  createHash('sha256').update('craftastic key id').update(key).digest('hex').slice(0, 16);

// As JSON, so that no two owners read the same when joined.
const associated = (owner: readonly string[]) => Buffer.from(JSON.stringify(owner));
