/** What a module imports, at once and on demand; null for one that the build does not know. */
interface Imports {
  importedIds: readonly string[];
  dynamicallyImportedIds: readonly string[];
}
export type Graph = (id: string) => Imports | null;

/** Where walks of the graph begin, as full paths. */
export interface Roots {
  entry: string;
  session: string;
  monaco: string;
  isPage(id: string): boolean;
}

/**
 * Which file of the build a module goes to: `app` has what every page starts with, `monaco` the editor, `session` what a
 * session's page needs beyond them, `shared` what of that other pages need as well. Nothing is said of the rest. By
 * itself Rolldown makes a file of each set of modules that the same pages share: a session's page was forty of them, and
 * each is a request, a few messages between the browser's processes, and a module to link.
 */
export function pageChunks(roots: Roots): (id: string, context: { getModuleInfo: Graph }) => string | null {
  let chunks: Map<string, string> | null = null;
  return (id, context) => {
    chunks ??= chunksOf((each) => context.getModuleInfo(each), roots);
    return chunks.get(id) ?? null;
  };
}

export function chunksOf(graph: Graph, { entry, session, monaco, isPage }: Roots): Map<string, string> {
  const atOnce = (from: string[]) => reach(from, (id) => graph(id)?.importedIds ?? []);
  const all = reach([entry], (id) => [...(graph(id)?.importedIds ?? []), ...(graph(id)?.dynamicallyImportedIds ?? [])]);
  for (const root of [session, monaco]) {
    if (!all.has(root)) throw new Error(`Nothing imports ${root} any more; was it renamed?`);
  }
  const ofApp = atOnce([entry]);
  const ofSession = atOnce([session]);
  const ofOthers = atOnce([...all].filter((id) => isPage(id) && id !== session));
  const chunks = new Map<string, string>();
  for (const id of atOnce([monaco])) chunks.set(id, 'monaco');
  for (const id of ofSession) chunks.set(id, chunks.has(id) || ofOthers.has(id) ? 'shared' : 'session');
  for (const id of ofApp) chunks.set(id, 'app');
  return chunks;
}

function reach(from: string[], next: (id: string) => readonly string[]): Set<string> {
  const reached = new Set(from);
  // A set that grows while it is walked is walked to its end.
  for (const id of reached) for (const each of next(id)) reached.add(each);
  return reached;
}
