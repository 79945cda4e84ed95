import { contentAddress, contentPath, isMoment, pathAt } from '@craftastic/contract/content-path';
import { hasContractCode } from '@craftastic/contract/contract-error';
import { jsonLdOf } from '@craftastic/contract/json-ld';
import type { Thing } from '@craftastic/contract/things';
import { type Lines, linesOf } from '@craftastic/things/lines';
import type { App } from '../app.ts';
import { readNsFile } from '../things/files.ts';
import { bar, explorerAddress, shortNs, stateOf, thingLink, typeName } from './bar.ts';
import { Html, html } from './html.ts';
import type { Looked } from './looked.ts';
import type { PageContent } from './page.ts';
import type { Rendered } from './render.ts';

/** Parents shown above a Thing. */
const MOST_PARENTS = 8;

export interface FoundThing {
  thing: Thing;
  at: string | null;
}

/**
 * The Thing that a path names, in the branch or draft that is looked at. One of another namespace is that of the same branch
 * where it has it, else of its default one. Null where there is none; `moved` where it has another id now.
 */
export async function thingAt(app: App, context: Looked, path: string): Promise<FoundThing | { moved: string } | null> {
  const address = contentAddress(path);
  if (!address || (context.guest && address.at !== null)) return null;
  for (const id of address.ids) {
    const thing = await readThing(app, context, id, address.at);
    if (!thing) continue;
    if (thing.aliasOf !== null) {
      const moved = contentPath(thing.$id);
      if (moved !== null) return { moved: pathAt(moved, address.at) };
    }
    // Another namespace was never at this one's commits: it is shown as it is.
    const at = thing.ns !== context.bindingNs && isCommit(address.at) ? null : address.at;
    return thing.deleted && at === null ? null : { thing, at };
  }
  return null;
}

async function readThing(app: App, context: Looked, id: string, at: string | null): Promise<Thing | null> {
  const { bindingNs, branch, session, binding, guest } = context;
  const here = session === '' ? { branch } : { session };
  const suffix = at !== null && /^[v~]/.test(at);
  const asked = { id: suffix ? `${id}@${at}` : id };
  for (const place of guest ? [here] : [here, null]) {
    const then = at === null || suffix || (place === null && isCommit(at)) ? {} : { at };
    try {
      const thing = await app.things.get([binding.environmentId], { ...asked, ...then, ...place });
      if (guest && thing.ns !== bindingNs) return null;
      if (guest) return { ...thing, backlinks: thing.backlinks.filter(({ from }) => isBelow(from, bindingNs)) };
      // What this branch lacks of its own namespace is not to be had from the default one.
      return place === null && thing.ns === bindingNs ? null : thing;
    } catch (error) {
      if (!hasContractCode(error) || error.status !== 404) throw error;
    }
  }
  return null;
}

const isBelow = (id: string, ns: string) => id === ns || id.startsWith(`${ns}/`);
const isCommit = (at: string | null): boolean => at !== null && /^[0-9a-f]{7,64}$/.test(at);

/** `rendered`: as a page; else only its data is wanted. */
export async function thingPage(
  app: App,
  context: Looked,
  { thing, at }: FoundThing,
  rendered: boolean,
): Promise<PageContent> {
  const json = jsonLdOf(thing);
  if (!rendered) return { title: thing.name, body: html``, json };
  const folder = await folderOf(app, context, thing.ns);
  const path = folder === '' ? thing.$source.path : thing.$source.path.slice(folder.length + 1);
  // A version is of one Thing; a commit or a time is of all of them, and the links stay there.
  const moment = at !== null && isMoment(at) ? at : null;
  const session = await sessionOf(app, context, thing);
  const source =
    session && `${app.settings.publicUrl}/sessions/${session}?${new URLSearchParams({ file: thing.$source.path })}`;
  const lines = source && at === null ? await linesFor(app, context, thing, path) : null;
  const [header, parents, body] = await Promise.all([
    bar(app, context, { json: '?as=json', at, now: contentPath(thing.$id) }),
    parentsOf(app, context, thing, moment),
    thing.content === null
      ? null
      : app.renderer.render({
          text: thing.content,
          mdx: /\.mdx$/i.test(path),
          ns: thing.ns,
          path,
          known: thing.links.filter(({ exists }) => exists).map(({ to }) => to),
          filesOf: thing.ns === context.bindingNs ? null : thing.ns,
          at: moment,
          ...(source && lines?.content != null && { source: { href: source, line: lines.content } }),
        }),
  ]);
  const isTitled = body?.headings.some(({ level }) => level === 1) === true;
  const title = `${thing.name} · ${shortNs(thing.ns)}`;
  const main = html`${header}
<div class="sheet">
<main>
<nav aria-label="Above it" class="crumbs"><ol>
<li><a href="${pathAt('/', moment)}">${shortNs(context.bindingNs)}</a></li>
${parents.map((parent) => html`<li>${thingLink(parent.$id, parent.name, moment)}</li>`)}
</ol></nav>
<article>
<p class="kind"><span title="${thing.$type}">${typeName(thing.$type)}</span>${thing.uncommitted && html` <span class="tag draft">uncommitted</span>`}</p>
${!isTitled && html`<h1>${thing.name}</h1>`}
${body?.fault !== null && body?.fault !== undefined && html`<p class="fault" role="note">${body.fault}</p>`}
${body && html`<div class="prose">${new Html(body.html)}</div>`}
</article>
${dataOf(thing, source, lines)}
${linksOf(thing, moment)}
</main>
${contents(body)}
</div>
${provenance(app, context, thing, moment, source && (lines?.content == null ? source : `${source}&line=${lines.content}`))}`;
  return { title, body: main, json, state: stateOf(context) };
}

async function folderOf(app: App, context: Looked, ns: string): Promise<string> {
  return ns === context.bindingNs ? context.binding.path : (await app.bindings.row(ns)).path;
}

/** From the topmost down, by `$parent`, else by the path. */
async function parentsOf(app: App, context: Looked, thing: Thing, at: string | null): Promise<Thing[]> {
  const parents: Thing[] = [];
  const seen = new Set([thing.$id]);
  for (let child = thing; parents.length < MOST_PARENTS; ) {
    const id = parentId(child);
    if (id === null || seen.has(id)) break;
    seen.add(id);
    const parent = await readThing(app, context, id, at);
    if (!parent) break;
    parents.unshift(parent);
    child = parent;
  }
  return parents.filter(({ $id }) => $id !== context.bindingNs);
}

function parentId({ $id, ns, links }: Thing): string | null {
  const named = links.find(({ predicate }) => predicate === '$parent');
  if (named) return named.to;
  return $id.startsWith(`${ns}/`) ? $id.slice(0, $id.lastIndexOf('/')) : null;
}

function dataOf({ data, content }: Thing, source: string | null, lines: Lines | null): Html | null {
  const rows = Object.entries(data).filter(([key]) => key !== 'title' && key !== '$parent');
  if (rows.length === 0) return null;
  const table = html`<table><tbody>${rows.map(([key, value]) => html`<tr><th scope="row">${keyOf(key, source, lines)}</th><td>${shownValue(value)}</td></tr>`)}</tbody></table>`;
  if (content === null) return html`<section class="data" aria-label="Data">${table}</section>`;
  return html`<details class="data"><summary>Data</summary>${table}</details>`;
}

/** A key, which leads to its line of the file where that can be told. */
function keyOf(key: string, source: string | null, lines: Lines | null): Html | string {
  const line = lines && Object.hasOwn(lines.fields, key) ? lines.fields[key] : undefined;
  if (source === null || line === undefined) return key;
  const label = `Open ${key} in its session, line ${line}`;
  return html`<a class="key" href="${source}&line=${line}" target="_blank" rel="noopener" aria-label="${label}">${key}</a>`;
}

function shownValue(value: unknown): Html | string {
  if (value === null || value === undefined) return html`<span class="quiet">none</span>`;
  if (typeof value !== 'object') return String(value);
  return html`<pre tabindex="0">${JSON.stringify(value, null, 2)}</pre>`;
}

function linksOf({ links, backlinks }: Thing, at: string | null): Html | null {
  const others = links.filter(({ predicate, exists }) => predicate !== 'links' && exists);
  if (others.length + backlinks.length === 0) return null;
  return html`<section class="links" aria-labelledby="links"><h2 id="links">Related</h2><ul>
${others.map(({ predicate, to }) => html`<li><span class="quiet">${predicate}</span> ${thingLink(to, shortNs(to), at)}</li>`)}
${backlinks.map(({ from }) => html`<li><span class="quiet">linked from</span> ${thingLink(from, shortNs(from), at)}</li>`)}
</ul></section>`;
}

/** A list of headings helps where there are some. */
function contents(body: Rendered | null): Html | null {
  const headings = (body?.headings ?? []).filter(({ level }) => level === 2 || level === 3).slice(0, 60);
  if (headings.length < 3) return null;
  return html`<nav class="contents" aria-label="On this page"><p>On this page</p><ul>
${headings.map(({ level, text, slug }) => html`<li class="level-${level}"><a href="#h-${slug}">${text}</a></li>`)}
</ul></nav>`;
}

/** The session that has the branch open, for those who may go there. */
async function sessionOf(app: App, context: Looked, thing: Thing): Promise<string | null> {
  if (context.guest) return null;
  const { environmentId } = context.binding;
  const session = await app.database.client.session.findUnique({
    where: { environmentId_branch: { environmentId, branch: thing.$source.branch } },
    select: { id: true },
  });
  return session?.id ?? null;
}

/** Where the parts are written; null where the file can't be read now. */
async function linesFor(app: App, context: Looked, thing: Thing, path: string): Promise<Lines | null> {
  const place = thing.session === null ? { branch: thing.branch } : { session: thing.session };
  try {
    const { text } = await readNsFile(app, { ns: thing.ns, ...place, path });
    return linesOf(path, text ?? '');
  } catch (error) {
    app.log.debug({ error, ns: context.bindingNs, path }, 'a file could not be read for its lines');
    return null;
  }
}

/** `source`: the address that opens its file. */
function provenance(app: App, context: Looked, thing: Thing, at: string | null, source: string | null): Html {
  const { repo, path, branch, commit } = thing.$source;
  const [href, label] =
    source !== null
      ? [source, 'Open the file in its session']
      : [explorerAddress(app, thing.ns, thing, thing.$id, at), 'Open in the explorer'];
  return html`<footer class="provenance" aria-label="Source"><dl>
<div><dt>File</dt><dd><code>${path}</code></dd></div>
<div><dt>Branch</dt><dd>${branch}</dd></div>
<div><dt>Commit</dt><dd><code title="${commit}">${commit.slice(0, 7)}</code>${thing.uncommitted && ' and changes on disk'}</dd></div>
<div><dt>Version</dt><dd>${thing.version}, <time datetime="${thing.updatedAt}">${thing.updatedAt.slice(0, 16).replace('T', ' ')} UTC</time></dd></div>
<div><dt>Repository</dt><dd>${repo}</dd></div>
</dl>${!context.guest && html`<p><a href="${href}" target="_blank" rel="noopener">${label}</a></p>`}</footer>`;
}
