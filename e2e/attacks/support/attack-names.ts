/** How the test of a canary is called, by which it is told from an attack. Apart, since a reporter can't import tests. */
export const CONTROL = 'its canary fires where no guard is';
