import type { FromPreview } from '@craftastic/contract/preview-bridge';

/** Something that the page complained about. All of it is the page's own text. */
export interface Problem {
  id: number;
  level: 'error' | 'warn';
  text: string;
  location: string | null;
  /** How often in a row. */
  count: number;
}

export interface FrameState {
  /** What the frame was given to load; null until an address is there. */
  src: string | null;
  /** Of the pages in it; messages from elsewhere are not heard. */
  origin: string | null;
  /** Where `path` can be reached by others; null until the first address is there. */
  address: string | null;
  path: string;
  title: string;
  loading: boolean;
  canGoBack: boolean;
  canGoForward: boolean;
  /** Whether the page shown speaks our bridge: else back and forward can't be had. */
  speaks: boolean;
  /** One of the server's own pages stands in for the app's. */
  placeholder: Extract<FromPreview, { type: 'placeholder' }>['reason'] | null;
  problems: readonly Problem[];
  /** Why no address could be had. */
  error: unknown;
}

/** Problems kept of a document; a page that complains in a loop must not fill the memory of ours. */
export const MOST_PROBLEMS = 200;

export const newFrame = (path: string): FrameState => ({
  src: null,
  origin: null,
  address: null,
  path,
  title: '',
  loading: true,
  canGoBack: false,
  canGoForward: false,
  speaks: false,
  placeholder: null,
  problems: [],
  error: null,
});

/** The frame after its page has said something. */
export function heard(state: FrameState, message: FromPreview): FrameState {
  switch (message.type) {
    case 'ready':
      // A document begins: what the one before complained about is gone with it.
      return { ...state, speaks: true, loading: true, path: message.path, title: '', placeholder: null, problems: [] };
    case 'path':
      return {
        ...state,
        path: message.path,
        canGoBack: message.canGoBack,
        canGoForward: message.canGoForward,
      };
    case 'title':
      return { ...state, title: message.title };
    case 'loaded':
      return { ...state, loading: false };
    case 'console':
      return { ...state, problems: withProblem(state.problems, message) };
    case 'placeholder':
      return { ...state, placeholder: message.reason, loading: false };
    case 'scroll':
    case 'shortcut':
    case 'picture':
      return state;
  }
}

function withProblem(
  problems: readonly Problem[],
  { level, text, location }: Pick<Problem, 'level' | 'text' | 'location'>,
): readonly Problem[] {
  const last = problems.at(-1);
  if (last && last.level === level && last.text === text && last.location === location) {
    return problems.with(-1, { ...last, count: last.count + 1 });
  }
  return [...problems, { id: (last?.id ?? 0) + 1, level, text, location, count: 1 }].slice(-MOST_PROBLEMS);
}

export const countOf = (problems: readonly Problem[], level: Problem['level']): number =>
  problems.reduce((sum, problem) => sum + (problem.level === level ? problem.count : 0), 0);
