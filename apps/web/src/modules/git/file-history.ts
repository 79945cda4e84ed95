import { runCommand } from '../../app/commands.ts';
import { fileHistoryOf, sections } from './git-state.ts';

/** Opens the git panel with the commits of one file. */
export function showFileHistory(sessionId: string, path: string): void {
  fileHistoryOf(sessionId).set(path);
  sections.set((now) => ({ ...now, commits: true }));
  runCommand('view.git');
}
