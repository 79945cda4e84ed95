import { Transform } from 'node:stream';

/** Where a document has no head for so long, it has none. */
const LOOK_BYTES = 64 * 1024;
const PLACES = [/<head(?:\s[^>]*)?>/i, /<html(?:\s[^>]*)?>/i, /<!doctype[^>]*>/i];

/** Where a script goes that is to run before the page's own: at the start of the head, after what must come first. */
export function placeOfScript(start: string): number | null {
  // Of the same length, so that places stay.
  const bare = start.replace(/<!--.*?(?:-->|$)/gs, (comment) => ' '.repeat(comment.length));
  const head = PLACES[0]?.exec(bare);
  return head ? head.index + head[0].length : null;
}

/** The same, where the document is over or too long to wait for a head. */
export function lastPlaceOfScript(start: string): number {
  const bare = start.replace(/<!--.*?(?:-->|$)/gs, (comment) => ' '.repeat(comment.length));
  for (const place of PLACES) {
    const found = place.exec(bare);
    if (found) return found.index + found[0].length;
  }
  return 0;
}

/** Puts a tag into an HTML document as it passes. In any encoding that has ASCII in it; bytes are not decoded. */
export function insertTag(tag: string): Transform {
  let waiting: Buffer | null = Buffer.alloc(0);
  const put = (text: Buffer, at: number) => Buffer.concat([text.subarray(0, at), Buffer.from(tag), text.subarray(at)]);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (waiting === null) return done(null, chunk);
      waiting = Buffer.concat([waiting, chunk]);
      const text = waiting.toString('latin1');
      const at = placeOfScript(text) ?? (waiting.length >= LOOK_BYTES ? lastPlaceOfScript(text) : null);
      if (at === null) return done();
      const result = put(waiting, at);
      waiting = null;
      done(null, result);
    },
    flush(done) {
      if (waiting === null) return done();
      done(null, put(waiting, lastPlaceOfScript(waiting.toString('latin1'))));
    },
  });
}
