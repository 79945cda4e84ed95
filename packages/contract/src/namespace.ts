import { z } from 'zod';

/**
 * A namespace, `https://docs.do` or `https://docs.do/guide`: the URL that the ids of its Things begin with. Kept in one
 * spelling: lower-case host, no trailing slash, no query, no fragment (`#` stands between a namespace and a branch).
 */
export const Ns = z
  .string()
  .max(300)
  .transform((text, context) => {
    const ns = normalNs(text);
    if (ns === null) {
      context.addIssue({ code: 'custom', message: 'is not a namespace such as https://docs.do' });
      return z.NEVER;
    }
    return ns;
  });

function normalNs(text: string): string | null {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return null;
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}
