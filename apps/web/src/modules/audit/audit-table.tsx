import type { AuditEntry } from '@craftastic/contract/audit';
import { Link } from '@tanstack/react-router';
import { formatAge } from '../../app/format.ts';
import { Badge } from '../../components/badge.tsx';
import { Tooltip } from '../../components/tooltip.tsx';
import { useNow } from '../../hooks/use-now.ts';
import { actionWords, durationWords, resultWords } from './action-words.ts';

const VIA = { login: 'browser', token: 'access token', server: 'server’s token' } as const;

/** Who did what, with which result, how long it took, and when. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const now = useNow();
  return (
    <div className="overflow-x-auto rounded-xl border border-border">
      <table className="w-full min-w-180 text-left">
        <caption className="sr-only">Audit log, newest first</caption>
        <thead className="border-border border-b bg-raised text-muted text-sm">
          <tr>
            {['When', 'Who', 'What', 'Where', 'Result', 'Took'].map((title) => (
              <th key={title} scope="col" className="px-3 py-2 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-border">
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AuditRow({ entry, now }: { entry: AuditEntry; now: number }) {
  const from = [entry.via && VIA[entry.via], entry.address].filter(Boolean).join(' · ');
  const age = formatAge(entry.at, now);
  return (
    <tr className="align-top">
      <td className="whitespace-nowrap px-3 py-2 text-muted">
        <Tooltip content={new Date(entry.at).toLocaleString()}>
          <time dateTime={entry.at}>{age === 'now' ? 'now' : age}</time>
        </Tooltip>
      </td>
      <td className="px-3 py-2">
        <p className="font-medium">{entry.login ?? 'nobody'}</p>
        {from !== '' && <p className="text-muted text-sm">{from}</p>}
      </td>
      <td className="px-3 py-2">
        <p>{actionWords(entry.action)}</p>
        {entry.subject !== null && <p className="max-w-70 truncate text-muted text-sm">{entry.subject}</p>}
      </td>
      <td className="px-3 py-2">
        {entry.environment === null ? (
          <span className="text-muted">–</span>
        ) : entry.environment.name === null ? (
          <span className="text-muted">removed</span>
        ) : (
          <Link
            to="/environments/$environmentId"
            params={{ environmentId: entry.environment.id }}
            className="rounded-sm hover:underline"
          >
            {entry.environment.name}
          </Link>
        )}
      </td>
      <td className="px-3 py-2">
        <Badge tone={entry.result === 'ok' ? 'success' : 'warning'}>{resultWords(entry.result)}</Badge>
      </td>
      <td className="whitespace-nowrap px-3 py-2 text-muted tabular-nums">{durationWords(entry.durationMs)}</td>
    </tr>
  );
}
