import { parseRange } from '@craftastic/contract/byte-range';
import type { ByteRange } from '@craftastic/store/object-store';

export interface Asked {
  method: string;
  range?: string | undefined;
  ifRange?: string | undefined;
  ifNoneMatch?: string | undefined;
}

export type Answer =
  | { status: 200; length: number; headers: Record<string, string>; body: 'none' | 'whole' }
  | { status: 206; length: number; headers: Record<string, string>; body: ByteRange }
  | { status: 304; headers: Record<string, string>; body: 'none' }
  | { status: 416; headers: Record<string, string>; body: 'none' };

/**
 * What is answered to a request for a content of `size` bytes, by RFC 9110: a part for a range, nothing for what is known
 * already. An object id has one content for ever, so its tag is a strong one.
 */
export function planAnswer(asked: Asked, hash: string, size: number): Answer {
  const tag = `"${hash}"`;
  const headers = { etag: tag, 'accept-ranges': 'bytes' };
  if (isNamed(asked.ifNoneMatch, tag)) return { status: 304, headers, body: 'none' };
  if (asked.method === 'HEAD') return { status: 200, length: size, headers, body: 'none' };
  // A date, or another tag, is of something else: then all of it is the answer.
  const wanted = asked.ifRange === undefined || asked.ifRange.trim() === tag ? asked.range : undefined;
  const range = parseRange(wanted, size);
  if (range === null) return { status: 200, length: size, headers, body: 'whole' };
  if (range === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` }, body: 'none' };
  const { start, end } = range;
  return {
    status: 206,
    length: end - start + 1,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${size}` },
    body: range,
  };
}

/** `If-None-Match`: a list of tags, weak ones compared as strong ones are, or `*`. */
function isNamed(list: string | undefined, tag: string): boolean {
  if (list === undefined) return false;
  return list.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === tag);
}
