import { Switch as Primitive } from 'radix-ui';
import { useId } from 'react';

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  disabled?: boolean;
}

export function Switch({ checked, onChange, label, disabled }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-center gap-2">
      <Primitive.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled ?? false}
        className="h-4.5 w-8 shrink-0 rounded-full border border-border-strong bg-pressed transition-colors disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <Primitive.Thumb className="block size-3.5 translate-x-px rounded-full bg-raised shadow-sm transition-transform data-[state=checked]:translate-x-[14px]" />
      </Primitive.Root>
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
