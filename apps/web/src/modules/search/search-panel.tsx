import {
  CaseSensitive,
  ChevronsDownUp,
  ChevronsUpDown,
  Ellipsis,
  Regex,
  Search,
  Square,
  WholeWord,
  X,
} from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { errorData, errorOf } from '../../api/client.ts';
import { count } from '../../app/format.ts';
import { cn } from '../../components/cn.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { controlClass } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { useStore } from '../../hooks/store.ts';
import { SearchResults } from './search-results.tsx';
import { type Search as Searching, type SearchState, searchOf } from './search-state.ts';

/** Search in the files of the worktree. */
export function SearchPanel({ sessionId }: { sessionId: string }) {
  const search = searchOf(sessionId);
  const state = useStore(search.state);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex h-9 shrink-0 items-center gap-0.5 pr-1.5 pl-3">
        <h2 className="flex-1 truncate font-medium text-muted text-sm">Search</h2>
        <FoldAll search={search} state={state} />
        <IconButton
          size="sm"
          icon={X}
          label="Clear search"
          disabled={state.status === 'idle' && state.options.query === ''}
          onClick={() => search.clear()}
        />
      </header>
      <SearchForm search={search} state={state} />
      <Summary search={search} state={state} />
      <div className="min-h-0 flex-1" aria-busy={state.status === 'running'}>
        {state.results.length > 0 ? (
          <SearchResults sessionId={sessionId} search={search} state={state} />
        ) : (
          <Nothing state={state} />
        )}
      </div>
    </div>
  );
}

function FoldAll({ search, state }: { search: Searching; state: SearchState }) {
  const paths = state.results.map((result) => result.path);
  const allFolded = paths.length > 0 && paths.every((path) => state.folded.has(path));
  return (
    <IconButton
      size="sm"
      icon={allFolded ? ChevronsUpDown : ChevronsDownUp}
      label={allFolded ? 'Expand all' : 'Collapse all'}
      disabled={paths.length === 0}
      onClick={() => search.fold(paths, !allFolded)}
    />
  );
}

function SearchForm({ search, state }: { search: Searching; state: SearchState }) {
  const { options } = state;
  const [more, setMore] = useState(options.include !== '' || options.exclude !== '');
  const invalid = state.status === 'failed' && errorOf(state.error).code === 'SEARCH_PATTERN_INVALID';
  const onEnter = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void search.run();
    if (event.key === 'Escape') search.cancel();
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.currentTarget.closest('section')?.querySelector<HTMLElement>('[role="tree"]')?.focus();
  };
  const toggle = (name: 'matchCase' | 'wholeWord' | 'regex') => search.change({ [name]: !options[name] });
  return (
    <search className="flex shrink-0 flex-col gap-1.5 px-2.5 pb-2">
      <div className="relative">
        <input
          aria-label="Search"
          aria-invalid={invalid}
          data-autofocus
          placeholder="Search"
          spellCheck={false}
          value={options.query}
          onChange={(event) => search.change({ query: event.target.value })}
          onKeyDown={onEnter}
          onFocus={(event) => event.target.select()}
          className={cn(controlClass, 'h-7 pr-20')}
        />
        <div className="absolute inset-y-0 right-0.5 flex items-center gap-0.5">
          <Toggle label="Match case" on={options.matchCase} onClick={() => toggle('matchCase')}>
            <CaseSensitive aria-hidden size={15} />
          </Toggle>
          <Toggle label="Match whole word" on={options.wholeWord} onClick={() => toggle('wholeWord')}>
            <WholeWord aria-hidden size={15} />
          </Toggle>
          <Toggle label="Use regular expression" on={options.regex} onClick={() => toggle('regex')}>
            <Regex aria-hidden size={14} />
          </Toggle>
        </div>
      </div>
      {more && (
        <>
          <input
            aria-label="Files to include"
            placeholder="Include: src/**/*.ts, *.md"
            spellCheck={false}
            value={options.include}
            onChange={(event) => search.change({ include: event.target.value })}
            onKeyDown={onEnter}
            className={cn(controlClass, 'h-7')}
          />
          <input
            aria-label="Files to exclude"
            placeholder="Exclude: dist/**, *.test.ts"
            spellCheck={false}
            value={options.exclude}
            onChange={(event) => search.change({ exclude: event.target.value })}
            onKeyDown={onEnter}
            className={cn(controlClass, 'h-7')}
          />
        </>
      )}
      <button
        type="button"
        aria-expanded={more}
        onClick={() => setMore(!more)}
        className="focus-inset -my-0.5 inline-flex h-5 items-center gap-1 self-start rounded-sm px-1 text-faint text-sm hover:bg-hover hover:text-text"
      >
        <Ellipsis aria-hidden size={14} />
        {more ? 'Fewer filters' : 'Include and exclude'}
      </button>
    </search>
  );
}

function Toggle({
  label,
  on,
  onClick,
  children,
}: {
  label: string;
  on: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={on}
      title={label}
      onClick={onClick}
      className="inline-flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-text aria-pressed:bg-selected aria-pressed:text-accent-text"
    >
      {children}
    </button>
  );
}

function Summary({ search, state }: { search: Searching; state: SearchState }) {
  const { status, results, matches, truncated } = state;
  if (status === 'idle') return null;
  const found =
    matches === 0 ? 'No matches' : `${count(matches, 'match', 'matches')} in ${count(results.length, 'file')}`;
  const output = errorData(state.error, 'SEARCH_PATTERN_INVALID')?.output.trim();
  return (
    <div className="flex min-h-6 shrink-0 items-center gap-2 px-3 pb-1 text-muted text-sm">
      {status === 'failed' ? (
        <p role="alert" className="min-w-0 flex-1 break-words rounded-md bg-danger-soft px-2 py-1 text-danger-text">
          {errorOf(state.error).message}
          {output && <span className="mt-0.5 block font-mono text-xs">{output}</span>}
        </p>
      ) : (
        <p role="status" className="min-w-0 flex-1">
          {status === 'running' && results.length === 0 ? 'Searching…' : found}
          {status === 'cancelled' && ', stopped'}
          {truncated && '. There are more: narrow the search.'}
        </p>
      )}
      {status === 'running' && (
        <IconButton size="sm" icon={Square} label="Stop search" onClick={() => search.cancel()} />
      )}
    </div>
  );
}

function Nothing({ state }: { state: SearchState }) {
  if (state.status === 'idle') {
    return (
      <EmptyState icon={Search} title="Search in files">
        What .gitignore leaves out is left out here too.
      </EmptyState>
    );
  }
  if (state.status !== 'done') return null;
  return (
    <EmptyState icon={Search} title="Nothing found">
      {state.options.include || state.options.exclude
        ? 'The filters leave some files out.'
        : 'Ignored and binary files are not searched.'}
    </EmptyState>
  );
}
