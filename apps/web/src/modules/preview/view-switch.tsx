import { Segmented } from '../../components/segmented.tsx';
import type { PreviewState } from './preview-state.ts';

const VIEWS = [
  { value: 'app', label: 'App' },
  { value: 'content', label: 'Content' },
] as const;

interface ViewSwitchProps {
  view: PreviewState['view'];
  onView: (view: PreviewState['view']) => void;
}

/** The running app of a branch, or its Things. */
export const ViewSwitch = ({ view, onView }: ViewSwitchProps) => (
  <Segmented value={view} onChange={onView} options={VIEWS} label="What is shown of a branch" />
);
