import type { Binding } from '@craftastic/contract/bindings';
import { displayPath } from '@craftastic/contract/git-path';
import type { ConnectionState } from '../../api/subscribe.ts';
import { count, formatAge } from '../../app/format.ts';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { SYNC_MODES } from '../../modules/bindings/sync-modes.ts';
import { EventLog } from '../../modules/things/event-log.tsx';
import { shortNs } from '../../modules/things/namespace-rows.ts';
import { SyncWord } from '../../modules/things/sync-state.tsx';

interface OverviewProps {
  bindings: readonly Binding[];
  connection: ConnectionState;
  onOpen: (ns: string) => void;
}

/** Every namespace with its state, and what happens. */
export function Overview({ bindings, connection, onOpen }: OverviewProps) {
  const now = useNow();
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="max-h-[55%] shrink-0 overflow-y-auto px-4 pt-3">
        <h2 className="mb-2 font-semibold text-lg tracking-tight">{count(bindings.length, 'namespace')}</h2>
        <table className="w-full table-fixed text-left">
          <thead>
            <tr className="border-b text-faint text-xs">
              <th className="py-1.5 pr-3 font-medium">Namespace</th>
              <th className="py-1.5 pr-3 font-medium">Source</th>
              <th className="w-20 py-1.5 pr-3 font-medium max-lg:hidden">Mode</th>
              <th className="w-28 py-1.5 pr-3 font-medium max-lg:hidden">Branches</th>
              <th className="w-24 py-1.5 pr-3 font-medium">State</th>
              <th className="w-24 py-1.5 font-medium max-lg:hidden">Last sync</th>
            </tr>
          </thead>
          <tbody>
            {bindings.map((binding) => (
              <tr key={binding.ns} className="border-border/60 border-b">
                <td className="truncate py-1.5 pr-3">
                  <button
                    type="button"
                    onClick={() => onOpen(binding.ns)}
                    className="max-w-full truncate rounded-sm font-medium hover:text-accent-text"
                  >
                    {shortNs(binding.ns)}
                  </button>
                </td>
                <td className="truncate py-1.5 pr-3 text-muted text-sm" title={binding.repositoryUrl}>
                  {binding.repositoryUrl.replace(/^https?:\/\//, '')}
                  {binding.path !== '' && <span className="text-text"> {displayPath(binding.path)}</span>}
                </td>
                <td className="py-1.5 pr-3 text-muted text-sm max-lg:hidden">
                  <Tooltip content={SYNC_MODES[binding.syncMode].meaning}>
                    <span>{SYNC_MODES[binding.syncMode].word}</span>
                  </Tooltip>
                </td>
                <td className="py-1.5 pr-3 text-muted text-sm tabular-nums max-lg:hidden">
                  {count(binding.branches, 'branch', 'branches')}
                </td>
                <td className="py-1.5 pr-3">
                  <SyncWord status={binding.syncStatus} />
                </td>
                <td className="py-1.5 text-faint text-sm tabular-nums max-lg:hidden">
                  {binding.lastSyncAt === null ? 'never' : formatAge(binding.lastSyncAt, now)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h2 className="mt-6 shrink-0 px-4 font-semibold text-lg tracking-tight">Events</h2>
      <div className="min-h-0 flex-1">
        <EventLog connection={connection} />
      </div>
    </div>
  );
}
