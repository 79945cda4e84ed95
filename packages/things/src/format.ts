import { pathMatcherOf } from './globs.ts';

export type Format = 'markdown' | 'mdx' | 'yaml' | 'json';

const FORMATS: Record<string, Format> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'mdx',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  jsonld: 'json',
};

/** $type where neither the file nor the binding names one. */
const TYPES: Record<Format, string> = {
  markdown: 'https://schema.org/Article',
  mdx: 'https://schema.org/Article',
  yaml: 'https://schema.org/Thing',
  json: 'https://schema.org/Thing',
};

/** Null for a file that is no document: it is kept as a file, and becomes no Thing. */
export function formatOf(path: string): Format | null {
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, extension) ? (FORMATS[extension] ?? null) : null;
}

/** $type by path, from a binding's own rules; by format where none matches. */
export function typeRulesOf(
  rules: readonly { pattern: string; type: string }[],
): (path: string, format: Format) => string {
  const compiled = rules.map(({ pattern, type }) => ({ matches: pathMatcherOf([pattern]), type }));
  return (path, format) => compiled.find(({ matches }) => matches(path))?.type ?? TYPES[format];
}
