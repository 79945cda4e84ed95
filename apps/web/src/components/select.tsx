import { Check, ChevronDown } from 'lucide-react';
import { Select as Primitive } from 'radix-ui';
import { cn } from './cn.ts';
import { controlClass, useFieldProps } from './field.tsx';

interface SelectProps<V extends string> {
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
  /** Accessible name where it stands outside of a Field. */
  label?: string;
  disabled?: boolean;
  className?: string;
}

export function Select<V extends string>({ value, onChange, options, label, disabled, className }: SelectProps<V>) {
  const field = useFieldProps();
  return (
    <Primitive.Root
      value={value}
      onValueChange={(next) => {
        const option = options.find((each) => each.value === next);
        if (option) onChange(option.value);
      }}
      disabled={disabled ?? false}
    >
      <Primitive.Trigger
        {...field}
        aria-label={label}
        className={cn(controlClass, 'inline-flex h-8 items-center justify-between gap-2 text-left', className)}
      >
        <Primitive.Value />
        <Primitive.Icon>
          <ChevronDown aria-hidden size={14} className="text-muted" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 flex max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-pop rounded-lg border border-border bg-raised p-1 shadow-pop"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                className="flex h-7 items-center justify-between gap-4 rounded-md px-2 outline-none data-highlighted:bg-hover"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check aria-hidden size={14} className="text-accent-text" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
