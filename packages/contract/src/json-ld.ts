import type { Thing } from './things.ts';

/** `$id` and `$type` are JSON-LD's own keys by another name; a key that nothing explains is a term of schema.org. */
const VOCABULARY = { '@vocab': 'https://schema.org/' };
const KEYWORDS = { $id: '@id', $type: '@type' };

/** A Thing as a document that any reader of JSON-LD understands. A `$context` of its own has the last word on what its keys mean. */
export function jsonLdOf({
  $id,
  $type,
  data,
  content,
  $source,
}: Pick<Thing, '$id' | '$type' | 'data' | 'content' | '$source'>): Record<string, unknown> {
  const own = [data.$context]
    .flat()
    .filter((one) => typeof one === 'string' || (typeof one === 'object' && one !== null));
  return {
    '@context': own.length === 0 ? { ...VOCABULARY, ...KEYWORDS } : [VOCABULARY, ...own, KEYWORDS],
    $id,
    $type,
    ...data,
    ...(content !== null && { $content: content }),
    $source,
  };
}
