import type { Monaco } from './monaco/monaco.ts';
import { problemsOf } from './problems.ts';

/** Counts what the language services find in the open files, until `signal` is aborted. */
export function followProblems(monaco: Monaco, sessionId: string, signal: AbortSignal): void {
  const { Error: error, Warning: warning } = monaco.MarkerSeverity;
  const write = () => {
    const markers = monaco.editor.getModelMarkers({}).filter((marker) => marker.resource.authority === sessionId);
    const next = {
      errors: markers.filter((marker) => marker.severity === error).length,
      warnings: markers.filter((marker) => marker.severity === warning).length,
    };
    problemsOf(sessionId).set((now) => (now.errors === next.errors && now.warnings === next.warnings ? now : next));
  };
  const listener = monaco.editor.onDidChangeMarkers(write);
  signal.addEventListener('abort', () => {
    listener.dispose();
    problemsOf(sessionId).set({ errors: 0, warnings: 0 });
  });
  write();
}
