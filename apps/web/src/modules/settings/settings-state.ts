import { createStore } from '../../hooks/store.ts';

export type SettingsTab = 'account' | 'logins' | 'tokens' | 'access-tokens' | 'people' | 'appearance';

/** What the settings dialog opens with: a tab, and a token form filled for the host that asked for one. */
export interface SettingsRequest {
  tab: SettingsTab;
  host?: string;
}

export const settingsRequest = createStore<SettingsRequest | null>(null);

/** Opens the settings: `openSettings('tokens', 'github.com')` where a git host wants a token. */
export function openSettings(tab: SettingsTab = 'account', host?: string): void {
  settingsRequest.set({ tab, ...(host !== undefined && { host }) });
}
