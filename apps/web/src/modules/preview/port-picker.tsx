import type { Port } from '@craftastic/contract/ports';
import { Check, ChevronDown } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { cn } from '../../components/cn.ts';
import { Field, Input } from '../../components/field.tsx';
import { Popover } from '../../components/popover.tsx';

interface PortPickerProps {
  ports: readonly Port[];
  port: number | null;
  onPort: (port: number) => void;
  /** Not at the left of an address. */
  alone?: boolean;
}

/** The ports that were found, and a field for one that is yet to open. Stands at the left of the address. */
export function PortPicker({ ports, port, onPort, alone = false }: PortPickerProps) {
  const [open, setOpen] = useState(false);
  const choose = (next: number) => {
    setOpen(false);
    onPort(next);
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Ports"
      className="w-72"
      trigger={
        <button
          type="button"
          aria-label={port === null ? 'Choose a port' : `Port ${port}`}
          className={cn(
            'inline-flex h-6.5 shrink-0 items-center gap-0.5 rounded-l-md border border-border-strong bg-surface pr-1 pl-2 font-mono text-muted text-sm tabular-nums transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover',
            alone && 'h-6 rounded-r-md',
          )}
        >
          :{port ?? '–'}
          <ChevronDown aria-hidden size={12} />
        </button>
      }
    >
      <ul aria-label="Open ports" className="max-h-60 overflow-y-auto p-1">
        {ports.map((each) => (
          <li key={each.port}>
            <button
              type="button"
              aria-current={each.port === port || undefined}
              onClick={() => choose(each.port)}
              className="focus-inset flex h-8 w-full items-center gap-2 rounded-md px-2 text-left hover:bg-hover"
            >
              <span className="inline-flex w-4 justify-center">
                {each.port === port && <Check aria-hidden size={14} className="text-accent-text" />}
              </span>
              <span className="font-medium font-mono tabular-nums">{each.port}</span>
              <span className="min-w-0 flex-1 truncate text-muted text-sm" title={each.command ?? undefined}>
                {each.command ?? 'an unknown program'}
              </span>
            </button>
          </li>
        ))}
        {ports.length === 0 && (
          <li className="px-2 py-3 text-center text-muted">
            No program listens yet. What opens a port appears here by itself.
          </li>
        )}
      </ul>
      <OtherPort onPort={choose} />
    </Popover>
  );
}

function OtherPort({ onPort }: { onPort: (port: number) => void }) {
  const [text, setText] = useState('');
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  const fine = port >= 1 && port <= 65_535;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fine) onPort(port);
  };
  return (
    <form onSubmit={submit} className="flex items-end gap-2 border-t p-2.5">
      <Field label="Another port" className="flex-1">
        <Input
          value={text}
          onChange={(event) => setText(event.target.value)}
          inputMode="numeric"
          placeholder="8080"
          className="h-7 tabular-nums"
        />
      </Field>
      <Button type="submit" disabled={!fine}>
        Open
      </Button>
    </form>
  );
}
