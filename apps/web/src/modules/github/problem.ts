import { ERRORS, type ErrorCode } from '@craftastic/contract/errors';

/** What the server sent a browser back with, as a sentence; null for what is none of its codes. */
export function problemSentence(code: string | undefined): string | null {
  return code !== undefined && Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode].message : null;
}
