import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * What the server runs, by `npm start` and in its image. V8's code and the stripped types of a thousand modules are kept
 * from one start to the next, which is why nothing of ours is imported before this line. Where the folder can't be
 * written, Node goes without. Not by NODE_COMPILE_CACHE: programs that the server starts would have it too.
 */
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/craftastic/compiled'));
await import('./serve.ts');
