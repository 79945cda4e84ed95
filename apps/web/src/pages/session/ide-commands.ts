import type { Session } from '@craftastic/contract/sessions';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { orpc } from '../../api/client.ts';
import { type Command, useCommands } from '../../app/commands.ts';
import { toast } from '../../components/toast.tsx';
import { mayWriteIn } from '../../modules/members/role.ts';
import type { Edge, SideView } from './layout.ts';

interface IdeCommands {
  session: Session;
  actions: {
    show: (view: SideView) => void;
    toggle: (edge: Edge) => void;
    reveal: (edge: Edge) => void;
  };
  onOpenFile: () => void;
  onSwitch: () => void;
}

/** What can be done on a session's page as a whole, by name and by keys. */
export function useIdeCommands({ session, actions, onOpenFile, onSwitch }: IdeCommands): void {
  const navigate = useNavigate();
  const { mutate: stop } = useMutation(
    orpc.sessions.stop.mutationOptions({ onError: (error) => toast.failed('The session did not stop', error) }),
  );
  useCommands(
    useMemo(
      (): Command[] => [
        { id: 'go.file', title: 'Go to file', group: 'Go', shortcut: 'Mod+P', run: onOpenFile },
        {
          id: 'session.stop',
          title: 'Stop this session',
          group: 'Sessions',
          when: () => mayWriteIn(session.id),
          run: () => stop({ id: session.id }),
        },
        {
          id: 'environment.settings',
          title: 'Environment settings',
          group: 'Preferences',
          run: () =>
            void navigate({ to: '/environments/$environmentId', params: { environmentId: session.environmentId } }),
        },
        {
          id: 'view.explorer',
          title: 'Show explorer',
          group: 'View',
          shortcut: 'Mod+Shift+E',
          run: () => actions.show('explorer'),
        },
        {
          id: 'view.search',
          title: 'Search in files',
          group: 'View',
          shortcut: 'Mod+Shift+F',
          run: () => actions.show('search'),
        },
        {
          id: 'view.git',
          title: 'Show git panel',
          group: 'View',
          shortcut: 'Ctrl+Shift+G',
          run: () => actions.reveal('right'),
        },
        {
          id: 'view.side',
          title: 'Toggle side bar',
          group: 'View',
          shortcut: 'Mod+B',
          run: () => actions.toggle('side'),
        },
        {
          id: 'view.right',
          title: 'Toggle git panel',
          group: 'View',
          shortcut: 'Mod+Alt+B',
          run: () => actions.toggle('right'),
        },
        {
          id: 'view.preview',
          title: 'Toggle preview',
          group: 'View',
          shortcut: 'Mod+Shift+V',
          run: () => actions.toggle('preview'),
        },
        {
          id: 'preview.branch',
          title: 'Preview another branch',
          group: 'Go',
          shortcut: 'Mod+Shift+B',
          run: onSwitch,
        },
        {
          id: 'preview.compare',
          title: 'Compare two branches side by side',
          group: 'Go',
          run: () =>
            void navigate({
              to: '/environments/$environmentId/compare',
              params: { environmentId: session.environmentId },
              search: { to: session.branch },
            }),
        },
        {
          id: 'view.terminal',
          title: 'Toggle terminal',
          group: 'View',
          shortcut: 'Ctrl+Backquote',
          run: () => actions.toggle('bottom'),
          inTerminal: true,
        },
        {
          // Apart from the one above: in a terminal Ctrl+J is a line feed, and stays one.
          id: 'view.bottom',
          title: 'Toggle bottom panel',
          group: 'View',
          shortcut: 'Mod+J',
          run: () => actions.toggle('bottom'),
        },
      ],
      [actions, navigate, session.id, session.environmentId, session.branch, stop, onOpenFile, onSwitch],
    ),
  );
}
