import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import {
  type ByteRange,
  checkKey,
  MissingObjectError,
  type ObjectInfo,
  type ObjectStore,
  StoreError,
} from './object-store.ts';

export interface S3Settings {
  bucket: string;
  /** Null for Amazon's own. */
  endpoint: string | null;
  region: string;
  /** Null for where Amazon's tools look: `AWS_…`, a profile, the role of the machine. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
}

/**
 * Objects in a bucket of S3, or of what speaks as it does. Amazon's own client signs, finds credentials and knows what each
 * answer means. Rejected: smaller ones (s3mini, aws4fetch), which have no credentials but a pair of keys.
 */
export class S3Store implements ObjectStore {
  readonly kind = 's3';
  readonly #settings: S3Settings;
  readonly #client: S3Client;
  readonly #prefix: string;

  /** Nothing that is not below `prefix` is seen or touched; it ends with a slash. */
  constructor(settings: S3Settings, prefix: string) {
    const { endpoint, region, credentials } = settings;
    this.#settings = settings;
    this.#prefix = prefix;
    this.#client = new S3Client({
      region,
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials ? { credentials } : {}),
      // Not all that speak S3 know the sums that newer clients send unasked.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // What fails is thrown; the client would print it besides.
      logger: QUIET,
      requestHandler: { connectionTimeout: 5000, socketTimeout: 60_000 },
    });
  }

  async check(): Promise<void> {
    const { bucket, endpoint } = this.#settings;
    const where = endpoint ?? 'Amazon S3';
    try {
      await this.#client.send(new HeadBucketCommand({ Bucket: bucket }));
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === 404) throw new StoreError(`${where} has no bucket ${bucket}.`, { refused: true });
      if (status === 401 || status === 403)
        throw new StoreError(`${where} does not let these credentials use the bucket ${bucket}.`, { refused: true });
      if (status === 301 || status === 400)
        throw new StoreError(`${where} has the bucket ${bucket} in another region.`, { refused: true });
      if (error instanceof Error && error.name === 'CredentialsProviderError')
        throw new StoreError('There are no credentials for the object store.', { refused: true });
      throw failureOf(error, `${where} does not answer`);
    }
  }

  async put(key: string, content: Readable, size: number, signal?: AbortSignal): Promise<void> {
    const Key = this.#key(key);
    const failed = new AbortController();
    const abortSignal = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
    const body = exactly(key, size);
    const feeding = pipeline(content, body, { signal: abortSignal }).catch((error) => {
      // The client pipes a body and does not see it fail; a request that lacks bytes would wait for them.
      failed.abort(error);
      throw error;
    });
    feeding.catch(() => {});
    const Bucket = this.#settings.bucket;
    const sending = this.#client.send(new PutObjectCommand({ Bucket, Key, Body: body, ContentLength: size }), {
      abortSignal,
    });
    try {
      await Promise.all([sending, feeding]);
    } catch (error) {
      body.destroy();
      content.destroy();
      await sending.catch(() => {});
      throw failed.signal.aborted ? failed.signal.reason : failureOf(error, `${key} was not kept`);
    }
  }

  async get(key: string, range?: ByteRange): Promise<Readable> {
    const Range = range ? `bytes=${range.start}-${range.end}` : undefined;
    const command = new GetObjectCommand({ Bucket: this.#settings.bucket, Key: this.#key(key), Range });
    try {
      const { Body } = await this.#client.send(command);
      if (!(Body instanceof Readable)) throw new Error('the answer has no body');
      return Body;
    } catch (error) {
      if (isMissing(error)) throw new MissingObjectError(key, { cause: error });
      throw failureOf(error, `${key} can't be read`);
    }
  }

  async has(key: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadObjectCommand({ Bucket: this.#settings.bucket, Key: this.#key(key) }));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw failureOf(error, `${key} can't be asked for`);
    }
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: this.#settings.bucket, Key: this.#key(key) }));
    } catch (error) {
      if (!isMissing(error)) throw failureOf(error, `${key} was not removed`);
    }
  }

  async *list(): AsyncGenerator<ObjectInfo, void> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: this.#settings.bucket,
        Prefix: this.#prefix,
        ContinuationToken: token,
      });
      const page = await this.#client.send(command).catch((error) => {
        throw failureOf(error, 'The objects can’t be listed');
      });
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        if (Key?.startsWith(this.#prefix) !== true || LastModified === undefined) continue;
        yield { key: Key.slice(this.#prefix.length), size: Size ?? 0, modifiedAt: LastModified };
      }
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  close(): void {
    this.#client.destroy();
  }

  #key(key: string): string {
    return this.#prefix + checkKey(key);
  }
}

const silent = () => {};
const QUIET = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** Passes on so many bytes and no others; the last ones when it is known that no more come. */
function exactly(key: string, size: number): Transform {
  let left = size;
  let held: Buffer | null = null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) return done(new Error(`${key} is longer than ${size} bytes`));
      if (held) this.push(held);
      held = chunk;
      done();
    },
    flush(done) {
      if (left > 0) done(new Error(`${key} ends ${left} bytes too early`));
      else done(null, held);
    },
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
}

/** In words, without the client's own error: that has the request, whose headers are signed. */
function failureOf(error: unknown, what: string): StoreError {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new StoreError(`${what}: ${words}`, { refused: false });
}
