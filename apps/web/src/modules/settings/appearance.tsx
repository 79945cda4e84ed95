import { Monitor, Moon, Sun } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { type ThemeChoice, themeChoice, useThemeChoice } from '../../app/theme.ts';

const CHOICES = [
  { value: 'system', label: 'System', icon: Monitor },
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
] as const satisfies readonly { value: ThemeChoice; label: string; icon: typeof Sun }[];

export function Appearance() {
  return (
    <RadioGroup.Root
      aria-label="Theme"
      value={useThemeChoice()}
      onValueChange={(value) => {
        const choice = CHOICES.find((each) => each.value === value);
        if (choice) themeChoice.set(choice.value);
      }}
      className="grid grid-cols-3 gap-3"
    >
      {CHOICES.map(({ value, label, icon: Icon }) => (
        <RadioGroup.Item
          key={value}
          value={value}
          className="flex h-20 flex-col items-center justify-center gap-2 rounded-lg border border-border-strong bg-raised text-muted hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:text-accent-text"
        >
          <Icon aria-hidden size={20} strokeWidth={1.75} />
          {label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
