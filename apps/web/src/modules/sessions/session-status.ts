import type { Session } from '@craftastic/contract/sessions';
import type { Tone } from '../../components/badge.tsx';

export const SESSION_STATUS = {
  starting: { word: 'Starting', tone: 'warning', moving: true },
  running: { word: 'Running', tone: 'success', moving: false },
  stopping: { word: 'Stopping', tone: 'warning', moving: true },
  stopped: { word: 'Stopped', tone: 'neutral', moving: false },
  error: { word: 'Error', tone: 'danger', moving: false },
  removing: { word: 'Removing', tone: 'warning', moving: true },
} as const satisfies Record<Session['status'], { word: string; tone: Tone; moving: boolean }>;
