import { Trash2 } from 'lucide-react';
import { Checkbox } from '../../components/checkbox.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Select } from '../../components/select.tsx';
import { asKind, FIELD_KINDS, type FormField, isBlank, readField } from './form-fields.ts';
import { ObjectFields, ObjectItems } from './nested-fields.tsx';

interface FieldRowProps {
  field: FormField;
  /** The group that it is in. */
  within?: string;
  onChange: (field: FormField) => void;
  onRemove: () => void;
}

/** A key with the control that fits its value. */
export function FieldRow({ field, within, onChange, onRemove }: FieldRowProps) {
  const read = readField(field);
  const name = within === undefined ? field.key : `${within} › ${field.key}`;
  const problem = 'problem' in read && !isBlank(field) ? read.problem : undefined;
  const set = (text: string) => onChange({ ...field, text, touched: true });
  return (
    <div className="relative">
      {field.kind === 'object' || field.kind === 'objects' ? (
        <fieldset className="min-w-0">
          <legend className="flex min-h-6 items-center break-all pr-32 font-medium text-sm">{field.key}</legend>
          <div className="mt-1 border-border border-l-2 pl-3">
            {field.kind === 'object' ? (
              <ObjectFields
                name={name}
                fields={field.fields ?? []}
                onChange={(fields) => onChange({ ...field, fields, touched: true })}
              />
            ) : (
              <ObjectItems
                name={name}
                items={field.items ?? []}
                onChange={(items) => onChange({ ...field, items, touched: true })}
              />
            )}
          </div>
        </fieldset>
      ) : field.kind === 'boolean' ? (
        <Checkbox
          label={field.key}
          checked={field.text === 'true'}
          onChange={(checked) => set(String(checked))}
          className="min-h-6 pr-32 font-medium text-sm"
        />
      ) : (
        <Field
          label={field.key}
          error={problem}
          help={field.kind === 'list' ? 'One in each line' : undefined}
          className="[&>label]:flex [&>label]:min-h-6 [&>label]:items-center [&>label]:break-all [&>label]:pr-32"
        >
          {field.kind === 'long' || field.kind === 'list' || field.kind === 'json' ? (
            <Textarea
              dir="auto"
              value={field.text}
              rows={Math.min(12, Math.max(2, field.text.split('\n').length))}
              spellCheck={field.kind === 'long'}
              className={field.kind === 'json' ? 'font-mono text-sm' : undefined}
              onChange={(event) => set(event.target.value)}
            />
          ) : (
            <Input
              dir="auto"
              value={field.text}
              type={field.kind === 'date' ? 'date' : 'text'}
              inputMode={field.kind === 'number' ? 'decimal' : undefined}
              spellCheck={field.kind === 'text'}
              onChange={(event) => set(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="absolute top-0 right-0 flex items-center gap-1">
        <Select
          label={`Kind of ${field.key}`}
          value={field.kind}
          onChange={(kind) => onChange(asKind(field, kind))}
          options={FIELD_KINDS}
          className="h-6 w-24 border-transparent bg-transparent text-muted text-sm shadow-none"
        />
        <IconButton icon={Trash2} size="sm" label={`Remove ${field.key}`} onClick={onRemove} />
      </div>
    </div>
  );
}
