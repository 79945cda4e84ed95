import { useQuery } from '@tanstack/react-query';
import { orpc } from '../../api/client.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useStore } from '../../hooks/store.ts';
import { ConnectionCard } from '../github/connection-card.tsx';
import { AccessTokens } from './access-tokens.tsx';
import { AccountForm } from './account-form.tsx';
import { Appearance } from './appearance.tsx';
import { Logins } from './logins.tsx';
import { People } from './people.tsx';
import { settingsRequest } from './settings-state.ts';
import { TokenForm } from './token-form.tsx';
import { TokenList } from './token-list.tsx';

export function SettingsDialog() {
  const request = useStore(settingsRequest);
  const admin = useQuery(orpc.auth.me.queryOptions({ enabled: request !== null })).data?.admin === true;
  return (
    <Dialog
      open={request !== null}
      onOpenChange={(open) => !open && settingsRequest.set(null)}
      title="Settings"
      size="lg"
    >
      <Tabs
        label="Settings"
        value={request?.tab ?? 'account'}
        onChange={(tab) => settingsRequest.set({ tab })}
        className="min-h-90"
        tabs={[
          { value: 'account', label: 'Account', content: <AccountForm /> },
          { value: 'logins', label: 'Browsers', content: <Logins /> },
          {
            value: 'tokens',
            label: 'Git hosts',
            content: (
              <div className="flex flex-col gap-6">
                <ConnectionCard />
                <TokenList />
                <section className="flex flex-col gap-3">
                  <h3 className="font-medium">Add a token</h3>
                  <TokenForm key={request?.host} {...(request?.host && { origin: request.host })} />
                </section>
              </div>
            ),
          },
          { value: 'access-tokens', label: 'Access tokens', content: <AccessTokens /> },
          ...(admin ? [{ value: 'people' as const, label: 'People', content: <People /> }] : []),
          { value: 'appearance', label: 'Appearance', content: <Appearance /> },
        ]}
      />
    </Dialog>
  );
}
