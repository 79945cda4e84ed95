import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { errorOf, orpc } from '../api/client.ts';
import { followLive } from '../api/live.ts';
import { ErrorState } from '../components/error-state.tsx';
import { toast } from '../components/toast.tsx';
import { problemSentence } from '../modules/github/problem.ts';
import { SettingsDialog } from '../modules/settings/settings-dialog.tsx';
import { openSettings } from '../modules/settings/settings-state.ts';
import { CommandPalette, openPalette } from './command-palette.tsx';
import { type Command, useCommands } from './commands.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { PagePending } from './page-states.tsx';
import { openShortcutSheet, ShortcutSheet } from './shortcut-sheet.tsx';
import { themeChoice } from './theme.ts';

/** Around every page behind the login: who it is, what changes on the server, and the commands of the whole app. */
export function AppFrame() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const me = useQuery(orpc.auth.me.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const loggedIn = me.data !== undefined;

  useEffect(() => {
    if (!loggedIn) return;
    const end = new AbortController();
    void followLive(queries, end.signal);
    return () => end.abort();
  }, [loggedIn, queries]);

  useCommands(
    useMemo(
      (): Command[] => [
        {
          id: 'app.commands',
          title: 'Show all commands',
          group: 'Help',
          shortcut: ['Mod+Shift+P', 'F1'],
          inTerminal: true,
          run: openPalette,
        },
        {
          id: 'app.shortcuts',
          title: 'Keyboard shortcuts',
          group: 'Help',
          shortcut: ['Mod+K Mod+S', '?'],
          run: openShortcutSheet,
        },
        { id: 'app.home', title: 'Go to home', group: 'Go', run: () => void navigate({ to: '/' }) },
        { id: 'app.things', title: 'Go to Things', group: 'Go', run: () => void navigate({ to: '/things' }) },
        { id: 'app.settings', title: 'Settings', group: 'Preferences', shortcut: 'Mod+,', run: () => openSettings() },
        {
          id: 'app.tokens',
          title: 'Tokens of git hosts',
          group: 'Preferences',
          run: () => openSettings('tokens'),
        },
        { id: 'theme.light', title: 'Light theme', group: 'Preferences', run: () => themeChoice.set('light') },
        { id: 'theme.dark', title: 'Dark theme', group: 'Preferences', run: () => themeChoice.set('dark') },
        {
          id: 'theme.system',
          title: 'Theme of the system',
          group: 'Preferences',
          run: () => themeChoice.set('system'),
        },
      ],
      [navigate],
    ),
  );

  useProblem();

  if (me.isPending) return <PagePending />;
  // Without a login the query cache has already turned to the login page; an error here is another.
  if (me.isError) {
    if (errorOf(me.error).code === 'UNAUTHENTICATED') return <PagePending />;
    return <ErrorState error={me.error} onRetry={() => void me.refetch()} />;
  }
  return (
    <div className="flex h-full flex-col">
      <OfflineBanner />
      <div className="min-h-0 flex-1">
        <Outlet />
      </div>
      <SessionCommands />
      <CommandPalette />
      <ShortcutSheet />
      <SettingsDialog />
    </div>
  );
}

/** What the server sent the browser back with, when an account was to be connected: said once, and out of the address. */
function useProblem(): void {
  useEffect(() => {
    const url = new URL(location.href);
    const sentence = problemSentence(url.searchParams.get('problem') ?? undefined);
    if (sentence === null) return;
    url.searchParams.delete('problem');
    history.replaceState(history.state, '', url);
    toast.info('GitHub was not connected', { description: sentence });
  }, []);
}

/** Every session, by name, from wherever one is. */
function SessionCommands() {
  const navigate = useNavigate();
  const environments = useQuery(orpc.environments.list.queryOptions()).data;
  const sessions = useQuery(orpc.sessions.list.queryOptions({ input: {} })).data;
  useCommands(
    useMemo(() => {
      const names = new Map(environments?.map((environment) => [environment.id, environment.name]));
      return (sessions ?? []).map((session) => ({
        id: `session.open.${session.id}`,
        title: `Open ${names.get(session.environmentId) ?? ''} / ${session.name}`,
        group: 'Sessions',
        run: () => void navigate({ to: '/sessions/$sessionId', params: { sessionId: session.id } }),
      }));
    }, [environments, sessions, navigate]),
  );
  return null;
}
