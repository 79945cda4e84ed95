import type { GitStatus } from '@craftastic/contract/git';
import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useMemo } from 'react';
import { orpc } from '../../api/client.ts';
import { useCommands } from '../../app/commands.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { SkeletonRows } from '../../components/skeleton.tsx';
import { useStore } from '../../hooks/store.ts';
import { BranchSection, useBranchAtGithub } from '../github/branch-section.tsx';
import { checksSentence } from '../github/checks-sentence.ts';
import { BranchHeader } from './branch-header.tsx';
import { ChangesList } from './changes-list.tsx';
import { CommitBox } from './commit-box.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { gitCommands } from './git-commands.ts';
import { sections } from './git-state.ts';
import { History } from './history.tsx';
import { OperationBanner } from './operation-banner.tsx';
import { RemoteProgress } from './remote-buttons.tsx';
import { Section } from './section.tsx';
import { Stashes } from './stashes.tsx';

export function GitPanel({ sessionId }: { sessionId: string }) {
  const status = useQuery(orpc.git.status.queryOptions({ input: { sessionId } }));
  if (status.isPending) return <SkeletonRows />;
  if (status.isError) return <ErrorState error={status.error} onRetry={() => void status.refetch()} />;
  return <Panel sessionId={sessionId} status={status.data} />;
}

function Panel({ sessionId, status }: { sessionId: string; status: GitStatus }) {
  const open = useStore(sections);
  useCommands(useMemo(() => gitCommands(sessionId, status), [sessionId, status]));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <BranchHeader sessionId={sessionId} status={status} />
      <OperationBanner sessionId={sessionId} status={status} />
      <div className="min-h-24 flex-1">
        {status.changes.length === 0 ? (
          <EmptyState icon={Check} title="No changes">
            Everything is committed.
          </EmptyState>
        ) : (
          <ChangesList sessionId={sessionId} status={status} />
        )}
      </div>
      {status.total > status.changes.length && (
        <p className="shrink-0 border-t px-3 py-1 text-muted text-sm">
          {status.changes.length.toLocaleString()} of {status.total.toLocaleString()} changes are shown.
        </p>
      )}
      <div className="flex max-h-[60%] shrink-0 flex-col overflow-y-auto border-t">
        <FailureNotice sessionId={sessionId} />
        <RemoteProgress sessionId={sessionId} />
        <CommitBox sessionId={sessionId} status={status} />
      </div>
      <GithubSection sessionId={sessionId} />
      {status.stashes > 0 && (
        <Section
          title="Stashes"
          hint={String(status.stashes)}
          open={open.stashes}
          onToggle={() => sections.set((now) => ({ ...now, stashes: !now.stashes }))}
        >
          <Stashes sessionId={sessionId} />
        </Section>
      )}
      <Section
        title="Commits"
        open={open.commits}
        onToggle={() => sections.set((now) => ({ ...now, commits: !now.commits }))}
        className="h-[34%]"
      >
        <History sessionId={sessionId} branch={status.branch} />
      </Section>
    </div>
  );
}

/** Shown where the repository is at the GitHub that this server knows. */
function GithubSection({ sessionId }: { sessionId: string }) {
  const open = useStore(sections);
  const found = useBranchAtGithub(sessionId).data;
  if (!found || found.repository === null) return null;
  return (
    <Section
      title="GitHub"
      {...(found.checks.length > 0 && { hint: checksSentence(found.checks) })}
      open={open.github}
      onToggle={() => sections.set((now) => ({ ...now, github: !now.github }))}
    >
      <BranchSection sessionId={sessionId} />
    </Section>
  );
}
