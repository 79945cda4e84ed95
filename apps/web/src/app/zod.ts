import { config } from 'zod';

/*
 * Before the first schema is made: zod tries whether it may compile its checks. The content security policy forbids it,
 * and Chromium reads the whole program once more, some 40 ms of it, to say in which line it was tried.
 */
config({ jitless: true });
