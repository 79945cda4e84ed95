/**
 * Holds package-lock.json: what npm installs is what was looked at. Every package has the hash of its contents, and comes
 * from the registry. Packages of other platforms may lack the hash while npm has never seen them; they are named here, so
 * that no other one goes unnoticed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockfileFaults } from './lockfile-faults.ts';

const path = join(import.meta.dirname, '../package-lock.json');
const { faults, withoutHash } = lockfileFaults(JSON.parse(await readFile(path, 'utf8')));
for (const fault of faults) console.error(fault);
console.log(
  `${faults.length} faults in package-lock.json; ${withoutHash.length} optional packages of other platforms have no hash.`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
