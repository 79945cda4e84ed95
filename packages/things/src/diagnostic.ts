/** What is wrong with a file; `line` and `column` from 1, null where the whole file is meant. */
export interface Diagnostic {
  severity: 'error' | 'warning';
  message: string;
  line: number | null;
  column: number | null;
}

export function wholeFile(severity: Diagnostic['severity'], message: string): Diagnostic {
  return { severity, message, line: null, column: null };
}
