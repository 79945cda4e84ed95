import type { Readable } from 'node:stream';

/** Both ends inclusive, in bytes, within the object. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface ObjectInfo {
  key: string;
  size: number;
  modifiedAt: Date;
}

/** Objects by keys, each written once and never changed. Who writes one again gives it another key. */
export interface ObjectStore {
  readonly kind: 'files' | 's3';
  /** Throws {@link StoreError} where the store can't be used as it is set. */
  check(): Promise<void>;
  /**
   * Keep `size` bytes. The object is there whole when this resolves; it is not there at all where it throws, or is killed:
   * also where `content` fails, or has another size.
   */
  put(key: string, content: Readable, size: number, signal?: AbortSignal): Promise<void>;
  /** Throws {@link MissingObjectError}. The stream is the caller's, to be read to its end or destroyed. */
  get(key: string, range?: ByteRange): Promise<Readable>;
  has(key: string): Promise<boolean>;
  /** One that is not there is no error. */
  remove(key: string): Promise<void>;
  /** All objects, in any order. */
  list(): AsyncIterable<ObjectInfo>;
  close(): void;
}

/** The store does not do what it is asked for; the message is for whoever runs the server. */
export class StoreError extends Error {
  override name = 'StoreError';
  /** It answers, and will answer the same until its settings are changed. */
  readonly refused: boolean;

  constructor(message: string, options: ErrorOptions & { refused: boolean }) {
    super(message, options);
    this.refused = options.refused;
  }
}

export class MissingObjectError extends Error {
  override name = 'MissingObjectError';
}

/** Keys are our own, but they go through a database and a backup: none of them may be a way out of a folder. */
export function checkKey(key: string): string {
  if (!/^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)+$/.test(key) || key.length > 300) {
    throw new Error(`${JSON.stringify(key)} is no key of an object`);
  }
  return key;
}
