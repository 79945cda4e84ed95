import { cn } from '../../components/cn.ts';
import { type DiffLine, fieldLines } from './field-lines.ts';

const LOOKS: Record<DiffLine['kind'], { sign: string; className: string }> = {
  same: { sign: ' ', className: 'text-muted' },
  added: { sign: '+', className: 'bg-success-soft text-success-text' },
  removed: { sign: '−', className: 'bg-danger-soft text-danger-text' },
  gap: { sign: ' ', className: 'text-faint' },
};

export function FieldDiff({ field, from, to }: { field: string; from: unknown; to: unknown }) {
  const seen = new Map<string, number>();
  return (
    <figure aria-label={field} className="overflow-hidden rounded-md border border-border">
      <figcaption className="border-b bg-surface px-2.5 py-1 font-medium font-mono text-sm">{field}</figcaption>
      <div className="bg-raised py-1 font-mono text-sm">
        {fieldLines(from, to).map((line) => {
          const name = `${line.kind} ${line.text}`;
          seen.set(name, (seen.get(name) ?? 0) + 1);
          return (
            <div
              key={`${name} ${seen.get(name)}`}
              className={cn('flex whitespace-pre-wrap break-words px-2.5', LOOKS[line.kind].className)}
            >
              <span className="w-4 shrink-0 select-none">{LOOKS[line.kind].sign}</span>
              <span className="min-w-0 flex-1">{line.text || ' '}</span>
            </div>
          );
        })}
      </div>
    </figure>
  );
}
