import type { ThingSummary, ThingsDiff } from '@craftastic/contract/things';
import type { App } from '../app.ts';
import { diffThings } from '../things/diff.ts';
import type { Readable } from '../things/readable.ts';
import { bar, shortNs, stateOf, thingLink, typeName } from './bar.ts';
import { type Html, html } from './html.ts';
import type { PageContent } from './page.ts';

/** Things told of one namespace. */
const MOST = 1000;
/** A value longer than this is not compared on one line. */
const MOST_VALUE = 120;

/** What a namespace has here: what differs from the default branch first, then all of it. */
export async function indexPage(app: App, context: Readable): Promise<PageContent> {
  const { bindingNs: ns, branch, session, isDefault } = context;
  const place = session === '' ? { branch } : { session };
  const side = session === '' ? { to: branch } : { toSession: session };
  const [{ things, total }, diff, header] = await Promise.all([
    app.things.list({ ns, ...place, limit: MOST }),
    isDefault ? null : diffThings(app, { ns, ...side }).catch(() => null),
    bar(app, context, { json: true }),
  ]);
  const body = html`${header}
<main class="index">
<h1>${shortNs(ns)}</h1>
<p class="lead">${total} ${total === 1 ? 'Thing' : 'Things'} on ${branch}.</p>
${diff && changesOf(diff)}
<section aria-labelledby="all"><h2 id="all">All Things</h2>
${things.length === 0 && html`<p class="quiet">No file of this folder gives a Thing yet.</p>`}
<ul class="things">${things.map((thing) => row(ns, thing))}</ul>
${total > things.length && html`<p class="quiet">And ${total - things.length} more; the explorer has them all.</p>`}
</section>
</main>`;
  return {
    title: `${shortNs(ns)} · ${branch}`,
    body,
    state: stateOf(context),
    json: { ns, ...place, total, things, changes: diff },
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
  if (before === null || after === null) return html`<dt>${field}</dt><dd class="quiet">differs</dd>`;
  return html`<dt>${field}</dt><dd>${before !== '' && html`<del>${before}</del>`} ${after !== '' && html`<ins>${after}</ins>`}</dd>`;
}

/** A short value as text; null for one that is too long for a line. */
function shown(value: unknown): string | null {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_VALUE || text.includes('\n') ? null : text;
}

const mark = ({ uncommitted }: ThingSummary) => uncommitted && html`<span class="tag draft">uncommitted</span>`;

function row(ns: string, thing: ThingSummary): Html {
  const below = thing.$id === ns ? '/' : thing.$id.startsWith(`${ns}/`) ? thing.$id.slice(ns.length) : thing.$id;
  return html`<li>${thingLink(thing.$id, thing.name)} ${mark(thing)} <span class="quiet">${below} · ${typeName(thing.$type)}</span></li>`;
}
