import { contractError } from '@craftastic/contract/contract-error';
import type { RenderedBody, Thing } from '@craftastic/contract/things';
import { relationsOf } from '@craftastic/things/links';
import type { App } from '../app.ts';
import type { Place } from './readable.ts';

/** A Thing's body for the explorer: by the renderer of the content pages, so that both show the same. */
export async function renderThing(
  app: App,
  environmentIds: readonly string[],
  input: Partial<Place> & { id: string; at?: string | undefined; content?: string | undefined },
): Promise<RenderedBody> {
  const thing = await app.things.get(environmentIds, input);
  const { path } = await pathBelow(app, thing);
  const { ns, branch, session } = thing;
  const explorer = new URLSearchParams({ ns });
  if (session === null) explorer.set('branch', branch);
  else explorer.set('session', session);
  if (input.at !== undefined) explorer.set('at', input.at);
  return app.renderer.render({
    text: input.content ?? thing.content ?? '',
    mdx: /\.mdx$/i.test(path),
    ns,
    path,
    known: [...known(thing), ...(await newlyKnown(app, environmentIds, thing, path, input.content))],
    filesOf: null,
    at: null,
    explorer: explorer.toString(),
  });
}

const known = ({ links }: Thing): string[] => links.filter(({ exists }) => exists).map(({ to }) => to);

/** What an edit links to that the Thing did not: Things of the same place. */
async function newlyKnown(
  app: App,
  environmentIds: readonly string[],
  thing: Thing,
  path: string,
  content: string | undefined,
): Promise<string[]> {
  if (content === undefined) return [];
  const { ns, branch, session, links } = thing;
  const told = new Set(links.map(({ to }) => to));
  const added = relationsOf(ns, path, {}, content).flatMap(({ target }) => (told.has(target) ? [] : [target]));
  return app.things.existing(environmentIds, { ns, ...(session === null ? { branch } : { session }) }, added);
}

/** The path of a Thing below the folder of its binding, whichever of its namespaces it is shown in. */
export async function pathBelow(
  { database }: App,
  { ns, $source }: Thing,
): Promise<{ bindingNs: string; path: string }> {
  const binding = await database.client.binding.findFirst({
    where: { OR: [{ ns }, { contexts: { some: { branchNs: ns } } }] },
  });
  if (!binding) throw contractError('NAMESPACE_NOT_BOUND');
  const { path } = $source;
  return { bindingNs: binding.ns, path: binding.path === '' ? path : path.slice(binding.path.length + 1) };
}
