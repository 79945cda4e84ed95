import { displayPath } from '@craftastic/contract/git-path';
import { cn } from '../../components/cn.ts';

/** The name first, its directory dim behind it: in a narrow panel it is the directory that is cut. */
export function PathName({
  path,
  from,
  struck = false,
}: {
  path: string;
  from?: string | undefined;
  struck?: boolean;
}) {
  const at = path.lastIndexOf('/') + 1;
  const origin = from === undefined ? '' : ` ← ${displayPath(from)}`;
  return (
    <span className="flex min-w-0 flex-1 items-baseline gap-1.5">
      <span className={cn('shrink-0 truncate max-w-full', struck && 'text-muted line-through')}>
        {displayPath(path.slice(at))}
      </span>
      <span className="min-w-0 truncate text-faint text-sm">
        {displayPath(path.slice(0, Math.max(0, at - 1)))}
        {origin}
      </span>
    </span>
  );
}
