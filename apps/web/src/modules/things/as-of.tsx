import type { SyncedCommit } from '@craftastic/contract/bindings';
import { useQuery } from '@tanstack/react-query';
import { Command as Cmdk } from 'cmdk';
import { Check, ChevronDown, History } from 'lucide-react';
import { useState } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { formatAge } from '../../app/format.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { controlClass } from '../../components/field.tsx';
import { Popover } from '../../components/popover.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { momentName, momentOf } from './moment.ts';
import { Commit } from './sync-state.tsx';

interface AsOfProps {
  ns: string;
  branch: string;
  /** A commit or a time; undefined for now. */
  at: string | undefined;
  onAt: (at: string | undefined) => void;
}

/** When a branch is looked at: now, at a commit that readers had it at, or at a time. */
export function AsOf({ ns, branch, at, onAt }: AsOfProps) {
  const [open, setOpen] = useState(false);
  const choose = (next: string | undefined) => {
    setOpen(false);
    onAt(next);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="As of"
      className="w-96"
      trigger={
        <button
          type="button"
          aria-label={at === undefined ? 'As of now' : `As of ${momentName(at)}`}
          className={cn(buttonClass('secondary'), 'shrink-0', at !== undefined && 'border-info/50 text-info-text')}
        >
          <History aria-hidden size={14} className={at === undefined ? 'text-muted' : undefined} />
          {at === undefined ? 'Now' : momentName(at)}
          <ChevronDown aria-hidden size={14} className="text-muted" />
        </button>
      }
    >
      <Choices ns={ns} branch={branch} at={at} onAt={choose} />
    </Popover>
  );
}

/** There while the list is open, so that it is read when somebody wants it. */
function Choices({ ns, branch, at, onAt }: AsOfProps) {
  const now = useNow();
  const [text, setText] = useState('');
  const [time, setTime] = useState('');
  const commits = useQuery(orpc.bindings.commits.queryOptions({ input: { ns, branch } }));
  const typed = momentOf(text);
  const known = commits.data ?? [];
  return (
    <>
      <Cmdk label="Commits" loop>
        <Cmdk.Input
          autoFocus
          value={text}
          onValueChange={setText}
          placeholder="Find a commit, or type one or a date"
          className="h-9 w-full border-b bg-transparent px-3 outline-none placeholder:text-faint"
        />
        <Cmdk.List className="max-h-80 overflow-y-auto p-1">
          <Cmdk.Empty className="px-2 py-4 text-center text-muted">
            {commits.isPending
              ? 'Reading the commits'
              : commits.isError
                ? errorOf(commits.error).message
                : 'No such commit. A date is written 2026-03-01.'}
          </Cmdk.Empty>
          {typed !== null && !known.some(({ commit }) => commit.startsWith(typed)) && (
            <Cmdk.Item value={`typed ${text}`} onSelect={() => onAt(typed)} className={ITEM}>
              <Chosen is={false} />
              As of {momentName(typed)}
            </Cmdk.Item>
          )}
          <Cmdk.Item value="now" onSelect={() => onAt(undefined)} className={ITEM}>
            <Chosen is={at === undefined} />
            <span className="flex-1">Now</span>
            <span className="text-faint text-sm">as readers have it</span>
          </Cmdk.Item>
          {known.map((each) => (
            <State key={each.commit} state={each} chosen={isAt(each, at)} now={now} onAt={onAt} />
          ))}
        </Cmdk.List>
      </Cmdk>
      <form
        className="flex items-center gap-2 border-t p-2"
        onSubmit={(event) => {
          event.preventDefault();
          const moment = momentOf(time);
          if (moment !== null) onAt(moment);
        }}
      >
        <input
          type="datetime-local"
          aria-label="A time"
          value={time}
          onChange={(event) => setTime(event.target.value)}
          className={cn(controlClass, 'h-8 min-w-0 flex-1')}
        />
        <Button type="submit" disabled={momentOf(time) === null}>
          Show that time
        </Button>
      </form>
    </>
  );
}

const ITEM = 'flex min-h-8 select-none items-center gap-2 rounded-md px-2 data-[selected=true]:bg-hover';

const isAt = ({ commit }: SyncedCommit, at: string | undefined): boolean => at !== undefined && commit.startsWith(at);

const Chosen = ({ is }: { is: boolean }) => (
  <span className="inline-flex w-4 shrink-0 justify-center">
    {is && <Check aria-hidden size={14} className="text-accent-text" />}
  </span>
);

interface StateProps {
  state: SyncedCommit;
  chosen: boolean;
  now: number;
  onAt: (at: string) => void;
}

function State({ state, chosen, now, onAt }: StateProps) {
  const { commit, message, author, syncedAt } = state;
  return (
    <Cmdk.Item value={`${commit} ${message ?? ''} ${author ?? ''}`} onSelect={() => onAt(commit)} className={ITEM}>
      <Chosen is={chosen} />
      <span className="min-w-0 flex-1 truncate">{message ?? <span className="text-muted">A commit</span>}</span>
      <Commit id={commit} />
      <span className="w-14 shrink-0 text-right text-faint text-sm tabular-nums" title={author ?? undefined}>
        {formatAge(syncedAt, now)}
      </span>
    </Cmdk.Item>
  );
}

interface PastBannerProps {
  branch: string;
  at: string;
  /** Why there is no such past; null where there is. */
  missing: string | null;
  onNow: () => void;
}

/** So that nobody takes the past for what is there now. */
export function PastBanner({ branch, at, missing, onNow }: PastBannerProps) {
  return (
    <div role="note" className="flex shrink-0 items-center gap-3 border-b bg-info-soft px-4 py-1.5 text-info-text">
      <History aria-hidden size={14} className="shrink-0" />
      {missing === null ? (
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">As of {momentName(at)}</strong>: what readers of {branch} had then. The past
          is not edited.
        </p>
      ) : (
        <p className="min-w-0 flex-1">
          <strong className="font-semibold">Nothing at {momentName(at)}</strong>: {missing}
        </p>
      )}
      <Button size="sm" onClick={onNow}>
        Back to now
      </Button>
    </div>
  );
}
