import { contentPath, isMoment, pathAt } from '@craftastic/contract/content-path';
import type { App } from '../app.ts';
import type { Readable } from '../things/readable.ts';
import { type Html, html } from './html.ts';
import type { Looked } from './looked.ts';

/** Of a context, as its pages have it in them. */
export function stateOf({ commit, tree, revision }: Readable): string {
  return `${commit?.slice(0, 12)}.${tree?.slice(0, 12)}.${revision}`;
}

/** Namespaces without their scheme, as people say them. */
export const shortNs = (ns: string): string => ns.replace(/^https?:\/\//, '');

/** `Article` of `https://schema.org/Article`. */
export const typeName = (type: string): string => /[^/#]+$/.exec(type.replace(/[/#]+$/, ''))?.[0] ?? type;

/** A link to a Thing, where it has an address here; `at`, as it was then. */
export function thingLink(id: string, name: string | Html, at: string | null = null): Html {
  const path = contentPath(id);
  return path === null ? html`<span>${name}</span>` : html`<a href="${pathAt(path, at)}">${name}</a>`;
}

/** The address of the explorer, in our own page. */
export function explorerAddress(
  { settings }: App,
  ns: string,
  { branch, session }: { branch: string; session: string | null },
  id?: string,
  at: string | null = null,
): string {
  const query = new URLSearchParams({
    ns,
    ...(session ? { session } : { branch }),
    ...(id === undefined ? {} : { id }),
    ...(at === null ? {} : { at }),
  });
  return `${settings.publicUrl}/things?${query}`;
}

/** What is looked at, at the top of each page, so that nobody takes a branch for what is published. */
export async function bar(
  app: App,
  context: Looked,
  more: { at?: string | null; now?: string | null; json?: string } = {},
) {
  const { client } = app.database;
  const { bindingNs, branch, session, commit, isDefault, guest } = context;
  const owner = session === '' ? null : await client.session.findUnique({ where: { id: session } });
  const at = more.at ?? null;
  const moment = at !== null && isMoment(at) ? at : null;
  const explorer = explorerAddress(app, bindingNs, { branch, session }, undefined, moment);
  return html`<header class="bar">
<a class="home" href="${pathAt('/', moment)}">${shortNs(bindingNs)}</a>
<span class="branch">${branch}</span>
${session !== '' && html`<span class="tag draft">Draft</span>`}
${session === '' && !isDefault && html`<span class="tag">preview</span>`}
${at !== null && html`<span class="tag">at ${shownMoment(at)}</span>`}
<span class="space"></span>
${commit !== null && html`<code title="Commit ${commit}">${commit.slice(0, 7)}</code>`}
${more.json !== undefined && html`<a href="${more.json}">JSON-LD</a>`}
${!guest && html`<a href="${explorer}" target="_blank" rel="noopener">Explorer</a>`}
</header>
${owner !== null && html`<p class="draft-banner" role="note"><strong>Draft</strong> of the session «${owner.name}»: its commits and files, before any push. It follows each save.</p>`}
${at !== null && html`<p class="past-banner" role="note"><strong>As it was</strong> at ${shownMoment(at)}. <a href="${more.now ?? '/'}">Back to now</a></p>`}`;
}

/** Commits as git prints them; times and versions as they are. */
const shownMoment = (at: string): string => (/^[0-9a-f]{8,}$/.test(at) ? at.slice(0, 7) : at);
