import type { GitStatus } from '@craftastic/contract/git';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { errorOf, orpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { cn } from '../../components/cn.ts';
import { Textarea } from '../../components/field.tsx';
import { useStore } from '../../hooks/store.ts';
import { useMayWrite } from '../members/role.ts';
import { gitActionsOf } from './git-actions.ts';
import { amendOf, busyOf, commitsAll, draftOf, failureOf, remoteWorkOf } from './git-state.ts';
import { RemoteButtons } from './remote-buttons.tsx';

/** Longer subjects are cut by `git log --oneline`, mail subjects and every hosting site. */
const SUBJECT_LIMIT = 72;
const SUBJECT_HINT = 50;

export function CommitBox({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const draft = useStore(draftOf(sessionId));
  const amend = useStore(amendOf(sessionId));
  const busy = useStore(busyOf(sessionId));
  const remote = useStore(remoteWorkOf(sessionId));
  const failure = useStore(failureOf(sessionId));
  const all = useStore(commitsAll);
  const field = useRef<HTMLTextAreaElement>(null);
  const git = gitActionsOf(sessionId);
  const writes = useMayWrite(sessionId);
  const last = useLastCommit(sessionId, amend);

  const staged = status.changes.some(({ group }) => group === 'staged');
  const other = status.changes.some(({ group }) => group === 'unstaged' || group === 'untracked');
  // In a merge or rebase the way on is Continue, above; with conflicts a commit would be refused.
  const isNext = status.operation === null && (staged || amend || other);
  const subject = draft.split('\n', 1)[0]?.trimEnd() ?? '';
  const messageMissing = failure !== null && errorOf(failure.error).code === 'GIT_MESSAGE_EMPTY' && draft.trim() === '';

  useEffect(() => {
    if (messageMissing) field.current?.focus();
  }, [messageMissing]);

  const setAmend = async (on: boolean) => {
    amendOf(sessionId).set(on);
    const store = draftOf(sessionId);
    if (on && store.get().trim() === '') {
      const commit = (await last.refetch()).data?.[0];
      if (commit && amendOf(sessionId).get() && store.get().trim() === '') store.set(messageOf(commit));
    } else if (!on) {
      const commit = last.data?.[0];
      // Only the message that amending brought is taken away again.
      if (commit && store.get() === messageOf(commit)) store.set('');
    }
    field.current?.focus();
  };

  return (
    <form
      aria-label="Commit"
      className="shrink-0 px-3 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        void git.commit();
      }}
    >
      <fieldset disabled={!writes} className="flex flex-col gap-2">
        <div className="relative">
          <Textarea
            ref={field}
            aria-label="Commit message"
            aria-invalid={messageMissing || undefined}
            aria-describedby={`subject-${sessionId}`}
            data-autofocus
            placeholder={status.operation === 'merge' ? 'Message of the merge' : 'Commit message'}
            spellCheck
            value={draft}
            onChange={(event) => draftOf(sessionId).set(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              void git.commit();
            }}
            className={cn(
              'block field-sizing-content max-h-44 min-h-14 resize-none leading-5',
              subject.length > SUBJECT_HINT && 'pb-5',
            )}
          />
          <span
            id={`subject-${sessionId}`}
            className={cn(
              'pointer-events-none absolute right-1.5 bottom-1 rounded-sm bg-raised px-1 text-xs tabular-nums',
              subject.length > SUBJECT_LIMIT ? 'text-warning-text' : 'text-faint',
            )}
          >
            {subject.length > SUBJECT_LIMIT
              ? `subject ${subject.length} of ${SUBJECT_LIMIT}`
              : subject.length > SUBJECT_HINT && SUBJECT_LIMIT - subject.length}
          </span>
        </div>
        {messageMissing && (
          <p role="alert" className="-mt-1 text-danger-text text-sm">
            Say what this commit changes.
          </p>
        )}
        {status.head !== null && (
          <div>
            <Checkbox checked={amend} onChange={(on) => void setAmend(on)} label="Amend the last commit" />
            {amend && last.data?.[0]?.pushed === true && (
              <p className="mt-1 rounded-md bg-warning-soft px-2 py-1 text-sm text-warning-text">
                This commit is on the remote. After amending it, the next push must overwrite it there.
              </p>
            )}
          </div>
        )}
        <div className="@container">
          <div className="flex flex-wrap gap-1.5">
            <Button
              type="submit"
              variant={isNext ? 'primary' : 'secondary'}
              busy={busy === 'Commit'}
              disabled={remote !== null}
              className={cn(
                'min-w-20 flex-1 @max-[16rem]:min-w-14',
                // With their counts the others fill a row of their own, where there is no more room.
                ((status.ahead ?? 0) > 0 || (status.behind ?? 0) > 0) && '@max-[16rem]:basis-full',
              )}
            >
              {!staged && other && all && !amend ? 'Commit all' : 'Commit'}
            </Button>
            <RemoteButtons sessionId={sessionId} status={status} />
          </div>
        </div>
      </fieldset>
    </form>
  );
}

const messageOf = ({ subject, body }: { subject: string; body: string }): string =>
  body === '' ? subject : `${subject}\n\n${body}`;

const useLastCommit = (sessionId: string, enabled: boolean) =>
  useQuery(orpc.git.log.queryOptions({ input: { sessionId, limit: 1 }, enabled }));
