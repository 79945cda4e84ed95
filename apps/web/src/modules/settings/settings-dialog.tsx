import { themeChoice, useThemeChoice } from '../../app/theme.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import { useStore } from '../../hooks/store.ts';
import { settingsRequest } from './settings-state.ts';

export function SettingsDialog() {
  const request = useStore(settingsRequest);
  return (
    <Dialog open={request !== null} onOpenChange={(open) => !open && settingsRequest.set(null)} title="Settings">
      <Field label="Theme">
        <Select
          value={useThemeChoice()}
          onChange={(choice) => themeChoice.set(choice)}
          options={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </Field>
    </Dialog>
  );
}
