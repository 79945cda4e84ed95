import { test } from 'vitest';
import { tellBackupStory } from '../support/backup-story.ts';

test('a backup of a server in use makes it again in an empty folder', () => tellBackupStory('local'), 120_000);
