import { devServer } from './dev-server.ts';
import { files } from './files.ts';
import { git } from './git.ts';
import { ports } from './ports.ts';
import { search } from './search.ts';
import { terminals } from './terminals.ts';

/**
 * All that happens inside one session. Both hops speak it: the API serves it under its public paths and, once it has
 * authorised the caller for `sessionId`, forwards each call as it came to the session's supervisor, which implements it.
 */
export const sessionScope = { git, files, search, terminals, ports, devServer };
