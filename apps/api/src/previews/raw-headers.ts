import { HOP_BY_HOP } from '../http/hop-by-hop.ts';

/** Headers as they came: names in their case, each line by itself, in order. */
export type RawHeaders = [name: string, value: string][];

export function pairsOf(rawHeaders: string[]): RawHeaders {
  const pairs: RawHeaders = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) pairs.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  return pairs;
}

/** What goes on to the other side. */
export function endToEnd(headers: RawHeaders): RawHeaders {
  const named = new Set(
    headers
      .filter(([name]) => name.toLowerCase() === 'connection')
      .flatMap(([, value]) => value.toLowerCase().split(','))
      .map((name) => name.trim()),
  );
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !HOP_BY_HOP.has(lower) && !named.has(lower);
  });
}
