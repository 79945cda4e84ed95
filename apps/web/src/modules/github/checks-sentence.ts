import type { Check } from '@craftastic/contract/github';
import { count } from '../../app/format.ts';

/** How the checks stand, the worst first: what failed matters while others still run. */
export function checksSentence(checks: readonly Check[]): string {
  const of = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [failed, running] = [of('failure'), of('pending')];
  if (failed > 0) return `${count(failed, 'check')} failed`;
  if (running > 0) return `${count(running, 'check')} running`;
  return 'All checks passed';
}
