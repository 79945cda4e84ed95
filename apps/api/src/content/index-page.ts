import type { ThingSummary, ThingsDiff } from '@craftastic/contract/things';
import { structuredPatch } from 'diff';
import type { App } from '../app.ts';
import { diffThings } from '../things/diff.ts';
import { bar, shortNs, stateOf, thingLink, typeName } from './bar.ts';
import { type Html, html } from './html.ts';
import type { Looked } from './looked.ts';
import type { PageContent } from './page.ts';

/** Things told of one namespace. */
const MOST = 1000;
/** A value longer than this is not shown on one line. */
const MOST_VALUE = 120;
/** Lines told of one field. */
const MOST_LINES = 40;
/** What is longer is not compared, nor what takes longer: the time goes by the square of what differs. */
const MOST_COMPARED = 200_000;
const COMPARED_MS = 50;

/** What a namespace has here: what differs from the default branch first, then all of it. `at`: as readers had it then. */
export async function indexPage(app: App, context: Looked, at: string | null): Promise<PageContent> {
  const { bindingNs: ns, branch, session, isDefault, guest } = context;
  const place = session === '' ? { branch } : { session };
  const side = session === '' ? { to: branch } : { toSession: session };
  const [{ things, total }, diff, header] = await Promise.all([
    app.things.list({ ns, ...place, limit: MOST, ...(at === null ? {} : { at }) }),
    isDefault || guest || at !== null ? null : diffThings(app, { ns, ...side }).catch(() => null),
    bar(app, context, { at, json: at === null ? '?as=json' : `?as=json&at=${encodeURIComponent(at)}` }),
  ]);
  const body = html`${header}
<main class="index">
<h1>${shortNs(ns)}</h1>
<p class="lead">${total} ${total === 1 ? 'Thing' : 'Things'} on ${branch}.</p>
${diff && changesOf(diff)}
<section aria-labelledby="all"><h2 id="all">All Things</h2>
${things.length === 0 && html`<p class="quiet">No file of this folder gives a Thing yet.</p>`}
<ul class="things">${things.map((thing) => row(ns, thing, at))}</ul>
${total > things.length && html`<p class="quiet">And ${total - things.length} more; the explorer has them all.</p>`}
</section>
</main>`;
  return {
    title: `${shortNs(ns)} · ${branch}`,
    body,
    state: stateOf(context),
    json: { ns, ...place, ...(at === null ? {} : { at }), total, things, changes: diff },
  };
}

function changesOf({ added, changed, removed, from }: ThingsDiff): Html {
  const count = added.length + changed.length + removed.length;
  return html`<section class="changes" aria-labelledby="changes"><h2 id="changes">Changed against ${from.branch}</h2>
${count === 0 && html`<p class="quiet">Nothing differs.</p>`}
<ul>
${changed.map(
  (thing) => html`<li><span class="mark changed">changed</span> ${thingLink(thing.$id, thing.name)} ${mark(thing)}
<dl>${thing.fields.slice(0, 20).map(fieldOf)}</dl></li>`,
)}
${added.map((thing) => html`<li><span class="mark added">added</span> ${thingLink(thing.$id, thing.name)} ${mark(thing)}</li>`)}
${removed.map((thing) => html`<li><span class="mark removed">removed</span> <del>${thing.name}</del></li>`)}
</ul></section>`;
}

function fieldOf({ field, from, to }: ThingsDiff['changed'][number]['fields'][number]): Html {
  const [before, after] = [shown(from), shown(to)];
  if (isLong(before) || isLong(after)) return html`<dt>${field}</dt><dd>${lines(before, after)}</dd>`;
  return html`<dt>${field}</dt><dd>${before !== '' && html`<del>${before}</del>`} ${after !== '' && html`<ins>${after}</ins>`}</dd>`;
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

const isLong = (text: string): boolean => text.length > MOST_VALUE || text.includes('\n');

/** The lines that differ, each with the one around it. */
function lines(before: string, after: string): Html {
  const patch =
    before.length + after.length > MOST_COMPARED
      ? undefined
      : structuredPatch('', '', before, after, undefined, undefined, { context: 1, timeout: COMPARED_MS });
  const told = (patch?.hunks ?? []).flatMap((hunk, at) => [...(at > 0 ? ['…'] : []), ...hunk.lines]);
  if (told.length === 0) return html`<span class="quiet">differs</span>`;
  const kept = told.slice(0, MOST_LINES).filter((line) => !line.startsWith('\\'));
  return html`<div class="lines" role="group" aria-label="Lines that differ">${kept.map(lineOf)}${
    told.length > MOST_LINES && html`<span class="quiet">…</span>`
  }</div>`;
}

function lineOf(line: string): Html {
  if (line.startsWith('-')) return html`<del>${line}</del>`;
  return line.startsWith('+') ? html`<ins>${line}</ins>` : html`<span>${line}</span>`;
}

const mark = ({ uncommitted }: ThingSummary) => uncommitted && html`<span class="tag draft">uncommitted</span>`;

function row(ns: string, thing: ThingSummary, at: string | null): Html {
  const below = thing.$id === ns ? '/' : thing.$id.startsWith(`${ns}/`) ? thing.$id.slice(ns.length) : thing.$id;
  return html`<li>${thingLink(thing.$id, thing.name, at)} ${mark(thing)} <span class="quiet">${below} · ${typeName(thing.$type)}</span></li>`;
}
