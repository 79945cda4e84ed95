import { Copy } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { Field, Input } from '../../components/field.tsx';
import { toast } from '../../components/toast.tsx';

/** A secret that the server does not know any more once this is shut. */
export function ShownOnce({ label, value, help }: { label: string; value: string; help: string }) {
  const copy = () =>
    void navigator.clipboard.writeText(value).then(
      () => toast.info('Copied'),
      (error: unknown) => toast.failed('Nothing was copied', error),
    );
  return (
    <div role="status" className="rounded-lg border border-border bg-success-soft p-3">
      <div className="flex items-end gap-2">
        <Field label={label} help={help} className="min-w-0 flex-1">
          <Input readOnly value={value} onFocus={(event) => event.target.select()} className="font-mono text-sm" />
        </Field>
        <Button onClick={copy} className="mb-6 h-8">
          <Copy aria-hidden size={14} />
          Copy
        </Button>
      </div>
    </div>
  );
}
