import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { onLoginRequired } from '../api/login.ts';
import { prefetchSession } from '../api/prefetch-session.ts';
import { queryClient } from '../api/query-client.ts';
import { preloadEditor } from '../modules/editor/preload.ts';
import { auditSearchOf } from '../pages/audit/search.ts';
import { compareSearchOf } from '../pages/compare/search.ts';
import { NotFoundPage } from '../pages/not-found-page.tsx';
import { searchOf } from '../pages/things/search.ts';
import { AppFrame } from './app-frame.tsx';
import { PageError, PagePending } from './page-states.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { from?: string; problem?: string; refused?: true } => ({
    // Only a path of this app: an address from a link must not lead elsewhere after the login.
    ...(typeof search.from === 'string' && /^\/(?![/\\])/.test(search.from) && { from: search.from }),
    ...(typeof search.problem === 'string' && { problem: search.problem }),
    ...(search.refused !== undefined && { refused: true as const }),
  }),
  component: lazyRouteComponent(() => import('../pages/login/login-page.tsx'), 'LoginPage'),
});

/** Everything behind the login. */
const app = createRoute({ getParentRoute: () => root, id: 'app', component: AppFrame });

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/home/home-page.tsx'), 'HomePage'),
});

const environment = createRoute({
  getParentRoute: () => app,
  path: '/environments/$environmentId',
  component: lazyRouteComponent(() => import('../pages/environment/environment-page.tsx'), 'EnvironmentPage'),
});

const compare = createRoute({
  getParentRoute: () => app,
  path: '/environments/$environmentId/compare',
  validateSearch: compareSearchOf,
  component: lazyRouteComponent(() => import('../pages/compare/compare-page.tsx'), 'ComparePage'),
});

const session = createRoute({
  getParentRoute: () => app,
  path: '/sessions/$sessionId',
  // A link from elsewhere to a file, which the page opens and takes out of the address.
  validateSearch: (search): { file?: string; line?: number } => ({
    ...(typeof search.file === 'string' && search.file !== '' && { file: search.file }),
    ...(Number.isSafeInteger(search.line) && { line: Number(search.line) }),
  }),
  // Editor, page and what it shows are fetched side by side; the editor is the largest.
  loader: ({ params, cause }) => {
    preloadEditor(params.sessionId);
    // Not under a pointer that rests on a link: a stopped session has no files to ask for.
    if (cause !== 'preload') prefetchSession(params.sessionId);
  },
  component: lazyRouteComponent(() => import('../pages/session/session-page.tsx'), 'SessionPage'),
});

const things = createRoute({
  getParentRoute: () => app,
  path: '/things',
  validateSearch: searchOf,
  component: lazyRouteComponent(() => import('../pages/things/things-page.tsx'), 'ThingsPage'),
});

const audit = createRoute({
  getParentRoute: () => app,
  path: '/audit',
  validateSearch: auditSearchOf,
  component: lazyRouteComponent(() => import('../pages/audit/audit-page.tsx'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([login, app.addChildren([home, environment, compare, session, things, audit])]),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: PageError,
});

onLoginRequired(() => {
  if (router.state.location.pathname === '/login') return;
  const from = router.state.location.href;
  // What the cache holds was read as somebody who is logged out now. It goes with the page: one that is still there, because
  // it asks about unsaved work first, would ask for everything again and again.
  void router
    .navigate({ to: '/login', search: from === '/' ? {} : { from }, replace: true })
    // What is active by now is the login's own: whether one can sign in with GitHub was never shown.
    .then(() => queryClient.removeQueries({ type: 'inactive' }));
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
