import { ToggleGroup } from 'radix-ui';
import type { PreviewState } from './preview-state.ts';

const VIEWS = [
  { view: 'app', label: 'App' },
  { view: 'content', label: 'Content' },
] as const;

/** The running app of a branch, or its Things. */
export function ViewSwitch({
  view,
  onView,
}: {
  view: PreviewState['view'];
  onView: (view: PreviewState['view']) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      value={view}
      onValueChange={(next) => {
        const chosen = VIEWS.find((each) => each.view === next);
        if (chosen) onView(chosen.view);
      }}
      aria-label="What is shown of a branch"
      className="inline-flex shrink-0 rounded-md border border-border bg-sunken p-0.5"
    >
      {VIEWS.map((each) => (
        <ToggleGroup.Item
          key={each.view}
          value={each.view}
          className="h-5.5 rounded-sm px-2 font-medium text-muted text-sm transition-colors hover:text-text data-[state=on]:bg-raised data-[state=on]:text-text data-[state=on]:shadow-sm"
        >
          {each.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
