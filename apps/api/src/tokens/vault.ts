import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';

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
  readonly #key: Buffer;
  readonly keyId: string;

  constructor(key: Buffer) {
    this.#key = key;
    this.keyId = createHash('sha256').update('craftastic key id').update(key).digest('hex').slice(0, 16);
  }

  /** The vault of a data folder; its key is made at the first use, readable by its owner alone. */
  static async open(path: string): Promise<Vault> {
    const made = randomBytes(32).toString('base64');
    await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' }).catch((error) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await chmod(path, 0o600);
    const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64');
    if (key.length !== 32) throw new Error(`${path} holds no key of 32 bytes in base64; put the right one back.`);
    return new Vault(key);
  }

  seal(text: string, owner: readonly string[]): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(associated(owner));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return { keyId: this.keyId, secret: new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body])) };
  }

  /** Throws where the key is another, the owner is another, or the secret was changed. */
  unseal({ keyId, secret }: Sealed, owner: readonly string[]): string {
    if (keyId !== this.keyId) throw new Error(`This secret was sealed with another key (${keyId}).`);
    const bytes = Buffer.from(secret);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(associated(owner))
      .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  }
}

// As JSON, so that no two owners read the same when joined.
const associated = (owner: readonly string[]) => Buffer.from(JSON.stringify(owner));
