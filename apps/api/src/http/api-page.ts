/** What the page shows of an OpenAPI document; it has much more. */
interface Document {
  info: { title: string; version: string };
  paths?: Record<string, Record<string, Operation>>;
}

interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[];
  requestBody?: { content?: Record<string, { schema?: unknown }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>;
}

/** `GET /api/docs`: the API's document as a page to read, without a script. */
export function apiPage(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'other');
  const contents = [...groups.keys()].map((tag) => `<a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a>`).join(' · ');
  const sections = [...groups].map(
    ([tag, entries]) =>
      `<section id="${escapeHtml(tag)}"><h2>${escapeHtml(tag)}</h2>${entries.map(operationOf).join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(document.info.title)} API</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(document.info.title)} API <small>${escapeHtml(document.info.version)}</small></h1>
<p>Send the access token as <code>Authorization: Bearer …</code>. Errors are <code>{code, message, data}</code>.
The same as data: <a href="/api/openapi.json">openapi.json</a>.</p><nav>${contents}</nav>${sections.join('')}</main></body></html>`;
}

function operationOf({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: where, required, description }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(where)}${required ? '' : ', optional'}</td><td>${escapeHtml(description ?? '')}</td></tr>`,
  );
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const answers = Object.entries(operation.responses ?? {}).filter(([status]) => status.startsWith('2'));
  const answer = answers.map(([, { content }]) => schema('Answer', Object.values(content ?? {})[0]?.schema));
  return `<details><summary><b class="${method}">${method}</b> <code>/api${escapeHtml(path)}</code> ${escapeHtml(operation.summary ?? '')}</summary>
${parameters.length > 0 ? `<table>${parameters.join('')}</table>` : ''}${schema('Body', body)}${answer.join('')}</details>`;
}

function schema(title: string, value: unknown): string {
  return value === undefined ? '' : `<h3>${title}</h3><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}main{max-width:60rem;margin:2rem auto;padding:0 1rem}
h1 small{font-weight:400;opacity:.6}h2{margin:2rem 0 .5rem;text-transform:capitalize}h3{font-size:.9rem;margin:.75rem 0 .25rem}
details{border:1px solid color-mix(in srgb,currentColor 18%,transparent);border-radius:8px;padding:.5rem .75rem;margin:.375rem 0}
summary{cursor:pointer}summary b{display:inline-block;min-width:4rem;font-size:.8rem}.GET{color:#1f7a4d}.POST{color:#a14b12}.PUT,.PATCH{color:#7a5a00}.DELETE{color:#b3261e}
@media(prefers-color-scheme:dark){.GET{color:#6fd3a0}.POST{color:#f0a36b}.PUT,.PATCH{color:#e2c15a}.DELETE{color:#ff8a80}}
pre{overflow:auto;font-size:12px;padding:.5rem;background:color-mix(in srgb,currentColor 6%,transparent);border-radius:6px}td{padding:.125rem 1rem .125rem 0;vertical-align:top}`;
