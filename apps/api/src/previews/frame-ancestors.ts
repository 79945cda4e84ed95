import type { App } from '../app.ts';

/** The origins by which people have our own page. */
export function frameAncestorsOf({ settings }: App): string[] {
  const { origin, protocol, port } = new URL(settings.publicUrl);
  const local = settings.onLoopback && protocol === 'http:' ? ['127.0.0.1', 'localhost'] : [];
  return [...new Set([origin, ...local.map((name) => `http://${name}${port === '' ? '' : `:${port}`}`)])];
}
