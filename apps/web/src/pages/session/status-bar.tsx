import type { Session } from '@craftastic/contract/sessions';
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, CircleX, Container, FolderGit2, GitBranch, ShieldOff, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { orpc } from '../../api/client.ts';
import { useSessionConnection } from '../../api/session-events.ts';
import { runCommand } from '../../app/commands.ts';
import { formatBytes } from '../../app/format.ts';
import { Dot, type Tone } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import { useStore } from '../../hooks/store.ts';
import { EditorStatusItems } from '../../modules/editor/editor-status-items.tsx';
import { problemsOf } from '../../modules/editor/problems.ts';

const CONNECTION = {
  connecting: { tone: 'warning', word: 'Connecting' },
  online: { tone: 'success', word: 'Connected' },
  offline: { tone: 'danger', word: 'Reconnecting' },
} as const satisfies Record<string, { tone: Tone; word: string }>;

export function StatusBar({ session }: { session: Session }) {
  const connection = CONNECTION[useSessionConnection(session.id)];
  const problems = useStore(problemsOf(session.id));
  const status = useQuery(
    orpc.git.status.queryOptions({ input: { sessionId: session.id }, enabled: session.status === 'running' }),
  ).data;
  const environment = useQuery(orpc.environments.get.queryOptions({ input: { id: session.environmentId } })).data;
  const branch = status ? (status.branch ?? `detached at ${status.head?.slice(0, 7) ?? 'no commit'}`) : session.branch;
  const ahead = status ? status.ahead : session.ahead;
  const behind = status ? status.behind : session.behind;
  return (
    <section
      aria-label="Status"
      className="flex h-6 shrink-0 items-stretch overflow-hidden border-t bg-surface text-muted text-sm"
    >
      {environment && (
        <Item hint="Open another session" onClick={() => runCommand('app.commands')}>
          <FolderGit2 aria-hidden size={13} />
          <span className="max-w-40 truncate">{environment.name}</span>
        </Item>
      )}
      <Item hint="Show the git panel" onClick={() => runCommand('view.git')} className="min-w-24 shrink">
        <GitBranch aria-hidden size={13} className="shrink-0" />
        <span className="max-w-60 truncate">{branch}</span>
        {ahead !== null && behind !== null && (
          <span className="inline-flex shrink-0 items-center">
            <span className="sr-only">{`${ahead} ahead, ${behind} behind`}</span>
            <span aria-hidden className="inline-flex items-center">
              <ArrowUp size={12} />
              {ahead}
              <ArrowDown size={12} className="ml-1" />
              {behind}
            </span>
          </span>
        )}
      </Item>
      {status?.operation && <Item hint="Finish or abort it in the git panel">{status.operation} under way</Item>}
      <Item hint="Problems in the open files">
        <CircleX aria-hidden size={13} className={cn(problems.errors > 0 && 'text-danger-text')} />
        <span>
          {problems.errors}
          <span className="sr-only"> errors</span>
        </span>
        <TriangleAlert aria-hidden size={13} className={cn(problems.warnings > 0 && 'text-warning-text')} />
        <span>
          {problems.warnings}
          <span className="sr-only"> warnings</span>
        </span>
      </Item>
      <div className="flex-1" />
      <EditorStatusItems sessionId={session.id} />
      {session.usage && (
        <Item hint="Memory and processor of this session" className="max-lg:hidden">
          {formatBytes(session.usage.memoryBytes)} · {Math.round(session.usage.cpuPercent)} %
        </Item>
      )}
      {session.runtime === 'local' ? (
        <Item
          hint="Programs of this session run as you, with your files and your network. Use the Docker runtime for repositories you don’t trust."
          className="bg-warning-soft font-medium text-warning-text"
        >
          <ShieldOff aria-hidden size={13} />
          No isolation
        </Item>
      ) : (
        <Item hint="This session runs in its own container">
          <Container aria-hidden size={13} />
          Docker
        </Item>
      )}
      <Item hint={connection.word === 'Connected' ? 'Changes arrive as they happen' : 'Trying again by itself'}>
        <Dot tone={connection.tone} />
        <span role="status">{connection.word}</span>
      </Item>
    </section>
  );
}

function Item({
  hint,
  onClick,
  className,
  children,
}: {
  hint: string;
  onClick?: () => void;
  className?: string;
  children: ReactNode;
}) {
  const shape = cn('inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap px-2', className);
  return (
    <Tooltip content={hint} side="top">
      {onClick ? (
        <button type="button" onClick={onClick} className={cn('focus-inset hover:bg-hover hover:text-text', shape)}>
          {children}
        </button>
      ) : (
        <span className={shape}>{children}</span>
      )}
    </Tooltip>
  );
}
