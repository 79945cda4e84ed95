import { test } from 'vitest';
import { tellBackupStory } from '../support/backup-story.ts';

test(
  'a backup of a server with containers makes it again in an empty folder',
  () => tellBackupStory('docker'),
  240_000,
);
