import { ArrowUp, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { IconButton } from '../../components/icon-button.tsx';
import { Select } from '../../components/select.tsx';
import { asKind, FIELD_KINDS, type FormField, type FormItem, newItem } from './form-fields.ts';
import { NewField } from './new-field.tsx';
import { PlainField } from './plain-field.tsx';

interface FieldRowProps {
  field: FormField;
  /** The group that it is in. */
  within?: string;
  onChange: (field: FormField) => void;
  onRemove: () => void;
}

/** A key with the control that fits its value; a group has rows of its own, so the three of this file call each other. */
export function FieldRow({ field, within, onChange, onRemove }: FieldRowProps) {
  const name = within === undefined ? field.key : `${within} › ${field.key}`;
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
      ) : (
        <PlainField field={field} onChange={onChange} />
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

interface FieldsProps {
  /** Of the object, with those that it is in. */
  name: string;
  fields: readonly FormField[];
  onChange: (fields: FormField[]) => void;
}

/** The fields of an object that is a value. */
function ObjectFields({ name, fields, onChange }: FieldsProps) {
  const [adding, setAdding] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      {fields.map((field, at) => (
        <FieldRow
          key={field.key}
          field={field}
          within={name}
          onChange={(next) => onChange(fields.with(at, next))}
          onRemove={() => onChange(fields.toSpliced(at, 1))}
        />
      ))}
      {adding ? (
        <NewField
          group={name}
          fields={fields}
          onAdd={(field) => {
            onChange([...fields, field]);
            setAdding(false);
          }}
        />
      ) : (
        <Button size="sm" variant="ghost" className="self-start" onClick={() => setAdding(true)}>
          <Plus aria-hidden size={13} />
          Add a field
        </Button>
      )}
    </div>
  );
}

interface ItemsProps {
  name: string;
  items: readonly FormItem[];
  onChange: (items: FormItem[]) => void;
}

/** A list of objects: each a group, a new one with the fields of those that are there. */
function ObjectItems({ name, items, onChange }: ItemsProps) {
  return (
    <div className="flex flex-col gap-3">
      {items.map((item, at) => {
        const label = `${name} ${at + 1}`;
        return (
          <fieldset key={item.id} className="relative min-w-0 rounded-lg border border-border p-3 pt-1">
            <legend className="px-1 text-muted text-sm">{label}</legend>
            <div className="mb-1 flex justify-end gap-1">
              {at > 0 && (
                <IconButton
                  icon={ArrowUp}
                  size="sm"
                  label={`Move ${label} up`}
                  onClick={() => onChange(items.toSpliced(at, 1).toSpliced(at - 1, 0, item))}
                />
              )}
              <IconButton
                icon={Trash2}
                size="sm"
                label={`Remove ${label}`}
                onClick={() => onChange(items.toSpliced(at, 1))}
              />
            </div>
            <ObjectFields
              name={label}
              fields={item.fields}
              onChange={(fields) => onChange(items.with(at, { ...item, fields }))}
            />
          </fieldset>
        );
      })}
      <Button size="sm" className="self-start" onClick={() => onChange([...items, newItem(items)])}>
        <Plus aria-hidden size={13} />
        Add to {name}
      </Button>
    </div>
  );
}
