import { Dialog } from '../../components/dialog.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useStore } from '../../hooks/store.ts';
import { AccountForm } from './account-form.tsx';
import { Appearance } from './appearance.tsx';
import { settingsRequest } from './settings-state.ts';
import { TokenForm } from './token-form.tsx';
import { TokenList } from './token-list.tsx';

export function SettingsDialog() {
  const request = useStore(settingsRequest);
  return (
    <Dialog
      open={request !== null}
      onOpenChange={(open) => !open && settingsRequest.set(null)}
      title="Settings"
      size="md"
    >
      <Tabs
        label="Settings"
        value={request?.tab ?? 'account'}
        onChange={(tab) => settingsRequest.set({ tab })}
        className="min-h-90"
        tabs={[
          { value: 'account', label: 'Account', content: <AccountForm /> },
          {
            value: 'tokens',
            label: 'Git hosts',
            content: (
              <div className="flex flex-col gap-6">
                <TokenList />
                <section className="flex flex-col gap-3">
                  <h3 className="font-medium">Add a token</h3>
                  <TokenForm key={request?.host} {...(request?.host && { origin: request.host })} />
                </section>
              </div>
            ),
          },
          { value: 'appearance', label: 'Appearance', content: <Appearance /> },
        ]}
      />
    </Dialog>
  );
}
