import type { Reporter, TestModule } from 'vitest/node';
import { CONTROL } from './attack-names.ts';

/** Prints, at the end of a run, how many attacks were tried and how many won. Silent where none were in it. */
export default class AttackFigures implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { held: 0, won: 0, control: 0 };
    let cutOff = 0;
    for (const module of modules) {
      if (module.project.name !== 'attacks') continue;
      for (const test of module.children.allTests()) {
        const outcome = test.meta().attack?.outcome;
        if (outcome) counts[outcome] += 1;
        // Failed before it could look at its canary: nobody knows what it would have won.
        else if (test.result().state === 'failed' && !test.name.endsWith(CONTROL)) cutOff += 1;
      }
    }
    const tried = counts.held + counts.won + cutOff;
    if (tried === 0) return;
    const undecided = cutOff === 0 ? '' : `, undecided: ${cutOff}`;
    console.log(
      `\nAttacks tried: ${tried}, won: ${counts.won}${undecided}. Canaries that fired without a guard: ${counts.control}.`,
    );
  }
}
