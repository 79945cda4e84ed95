import { ToggleGroup } from 'radix-ui';
import { cn } from './cn.ts';

interface SegmentedProps<V extends string> {
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
  /** Accessible name of the group. */
  label: string;
  className?: string;
}

/** One of a few, all in sight: how something is shown, never what is saved. */
export function Segmented<V extends string>({ value, onChange, options, label, className }: SegmentedProps<V>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => {
        // The chosen one, pressed again, would choose none.
        const chosen = options.find((each) => each.value === next);
        if (chosen) onChange(chosen.value);
      }}
      aria-label={label}
      className={cn('inline-flex shrink-0 rounded-md border border-border bg-sunken p-0.5', className)}
    >
      {options.map((each) => (
        <ToggleGroup.Item
          key={each.value}
          value={each.value}
          className="h-5.5 rounded-sm px-2 font-medium text-muted text-sm transition-colors hover:text-text data-[state=on]:bg-raised data-[state=on]:text-text data-[state=on]:shadow-sm"
        >
          {each.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
