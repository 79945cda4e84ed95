/** Where a browser goes to log in with GitHub, or to connect an account; it comes back to `from`. */
export const signInUrl = (from: string): string => `/api/auth/github?from=${encodeURIComponent(from)}`;

/** The page that one is on, to come back to. */
export const here = (): string => location.pathname + location.search;
