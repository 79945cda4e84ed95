import { displayPath } from '@craftastic/contract/git-path';
import { ArrowUp } from 'lucide-react';
import { formatAge } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { cn } from '../../components/cn.ts';
import { ContextMenu } from '../../components/menu.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { ChangeLetter } from './change-letter.tsx';
import { GraphCell, GraphPassing } from './graph-cell.tsx';
import type { HistoryRow } from './history-rows.ts';
import { PathName } from './path-name.tsx';

interface RowProps<Kind extends HistoryRow['kind']> {
  row: Extract<HistoryRow, { kind: Kind }>;
  domId: string;
  /** The keyboard is on it. */
  current: boolean;
  /** Of the graph, in pixels. */
  width: number;
  onPress: () => void;
}

const rowClass = (current: boolean): string =>
  cn(
    'flex h-6 select-none items-center gap-1.5 pr-2 pl-2 hover:bg-hover',
    current &&
      'group-focus-visible/list:outline-1 group-focus-visible/list:-outline-offset-1 group-focus-visible/list:outline-focus',
  );

export function CommitRow({
  row,
  domId,
  current,
  width,
  branch,
  onPress,
}: RowProps<'commit'> & { branch: string | null }) {
  const { commit, graph } = row;
  const now = useNow();
  const from = commit.file?.originalPath;
  const origin = from === undefined ? undefined : `← ${displayPath(from)}`;
  const [ref, ...others] = shownRefs(commit.refs, branch);
  const copy = (text: string) => () => void navigator.clipboard.writeText(text).catch(() => {});
  return (
    <ContextMenu
      items={[
        { label: commit.file ? 'Show changes' : row.open ? 'Hide files' : 'Show files', onSelect: onPress },
        'separator',
        { label: 'Copy id', onSelect: copy(commit.id) },
        { label: 'Copy message', onSelect: copy(`${commit.subject}\n\n${commit.body}`.trim()) },
      ]}
    >
      <div
        id={domId}
        role="treeitem"
        tabIndex={-1}
        aria-level={1}
        aria-expanded={commit.file ? undefined : row.open}
        aria-selected={current}
        aria-label={`${commit.subject}, ${commit.authorName}${commit.pushed ? '' : ', not pushed'}`}
        title={`${commit.id.slice(0, 10)} · ${commit.authorName} <${commit.authorEmail}>\n${new Date(commit.authoredAt).toLocaleString()}\n\n${commit.subject}${commit.body && `\n\n${commit.body.slice(0, 600)}`}${commit.refs.length > 0 ? `\n\n${commit.refs.join(', ')}` : ''}`}
        onClick={onPress}
        onKeyDown={undefined}
        className={rowClass(current)}
      >
        <GraphCell row={graph} width={width} pushed={commit.pushed} />
        <span className="min-w-0 flex-1 truncate">
          {commit.subject} <span className="text-faint text-sm">{origin ?? commit.authorName}</span>
        </span>
        {ref !== undefined && (
          <Badge tone={ref.startsWith('tag: ') ? 'warning' : 'neutral'} className="max-w-32">
            <span className="truncate">{ref.replace(/^tag: /, '')}</span>
            {others.length > 0 && <span>+{others.length}</span>}
          </Badge>
        )}
        {!commit.pushed && <ArrowUp aria-hidden size={12} className="shrink-0 text-accent-text" />}
        <span className="@max-[17rem]:hidden shrink-0 text-faint text-xs tabular-nums">
          {formatAge(commit.authoredAt, now)}
        </span>
      </div>
    </ContextMenu>
  );
}

/**
 * The subject needs the room: a branch and its remote one on the same commit are said once, and the one that is checked
 * out not at all, since the panel's head names it. All of them are in the row's title.
 */
function shownRefs(refs: readonly string[], branch: string | null): string[] {
  return refs.filter(
    (ref) =>
      ref !== 'HEAD' &&
      ref !== branch &&
      !ref.endsWith('/HEAD') &&
      !(ref.startsWith('origin/') && refs.includes(ref.slice(7))),
  );
}

export function CommitFileRow({ row, domId, current, width, onPress }: RowProps<'file'>) {
  const { file } = row;
  return (
    <div
      id={domId}
      role="treeitem"
      tabIndex={-1}
      aria-level={2}
      aria-selected={current}
      onClick={onPress}
      onKeyDown={undefined}
      className={rowClass(current)}
    >
      <GraphPassing row={row.graph} width={width} />
      <ChangeLetter kind={file.kind} />
      <PathName path={file.path} from={file.originalPath} struck={file.kind === 'deleted'} />
    </div>
  );
}
