import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

/** A page of ours in the place of the app's. */
export interface Page {
  status: number;
  title: string;
  /** Sentences, each a paragraph. */
  text: string[];
  /** A command to show, as one types it. */
  command?: string | null;
  link?: { href: string; label: string };
  /** What the pane is told, in the words of the contract. */
  placeholder?: 'logged-out' | 'not-listening' | 'session-stopped' | 'failed';
  /** Loads itself anew when the app can be reached. */
  waits?: boolean;
}

const STYLE = `
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif;--text:#1f2328;--muted:#59636e;--line:#d1d9e0;--back:#fff;--code:#f6f8fa;--accent:#0b5fcc}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--muted:#9198a1;--line:#3d444d;--back:#0d1117;--code:#161b22;--accent:#5aa2ff}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--back);color:var(--text)}
main{box-sizing:border-box;width:100%;max-width:34rem;padding:2rem}
h1{font-size:1.25rem;margin:0 0 .5rem}
p{margin:.5rem 0;color:var(--muted);overflow-wrap:anywhere}
pre{margin:1rem 0;padding:.75rem 1rem;border:1px solid var(--line);border-radius:8px;background:var(--code);overflow-x:auto}
a{color:var(--accent)}
.busy{display:inline-block;width:.6rem;height:.6rem;margin-right:.6rem;border-radius:50%;background:var(--accent);animation:b 1.6s ease-in-out infinite}
@keyframes b{50%{opacity:.25}}
@media (prefers-reduced-motion:reduce){.busy{animation:none}}`;

const escaped = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** Answer with a page of ours. Nothing in it is the app's, and its policy lets nothing in. */
export function sendPage(response: ServerResponse, page: Page, frameAncestors: string[]): void {
  const nonce = randomBytes(16).toString('base64');
  const { command, link, placeholder } = page;
  const script = page.waits || placeholder !== undefined;
  const body = `<!doctype html>
<html lang="en"${placeholder === undefined ? '' : ` data-placeholder="${placeholder}"`}${page.waits ? ' data-waits' : ''}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(page.title)}</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main><h1>${page.waits ? '<span class="busy" aria-hidden="true"></span>' : ''}${escaped(page.title)}</h1>
${page.text.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n')}
${command ? `<pre><code>${escaped(command)}</code></pre>` : ''}
${link ? `<p><a href="${escaped(link.href)}" target="_blank" rel="noopener">${escaped(link.label)}</a></p>` : ''}
</main>${script ? '<script src="/__craftastic/page.js"></script>' : ''}</body></html>
`;
  response.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' ${frameAncestors.join(' ')}`,
  });
  response.end(body);
}
