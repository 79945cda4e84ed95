import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';

/**
 * Passes on a blob, and fails where it is not what git's object id says: another size, or other bytes. What came last is
 * held back until all is known, so that whoever is promised `size` bytes never gets all of a wrong blob.
 */
export function checkedContent(oid: string, size: number): Transform {
  const hash = createHash(oid.length === 64 ? 'sha256' : 'sha1').update(`blob ${size}\0`);
  let left = size;
  let held: Buffer | null = null;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length;
      if (left < 0) return done(new Error(`${oid} is longer than ${size} bytes`));
      hash.update(chunk);
      if (held) this.push(held);
      held = chunk;
      done();
    },
    flush(done) {
      if (left > 0) return done(new Error(`${oid} ends ${left} bytes too early`));
      if (hash.digest('hex') !== oid) return done(new Error(`what came is not ${oid}`));
      done(null, held);
    },
  });
}
