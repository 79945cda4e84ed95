import type { Plugin } from 'vite';

const NAME = 'virtual:contract-routes';

/**
 * The contract as a browser needs it: each procedure's method and path. The schemas are for whoever checks, which is the
 * server; making them anew would be a tenth of the time until a session's page stands.
 */
export function contractRoutes(): Plugin {
  return {
    name: 'contract-routes',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null;
      const [{ minifyContractRouter }, { api }] = await Promise.all([
        import('@orpc/contract'),
        import('../packages/contract/src/api.ts'),
      ]);
      return `export default ${JSON.stringify(minifyContractRouter(api))};`;
    },
  };
}
