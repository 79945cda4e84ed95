/** Made by scripts/contract-routes.ts of the contract: methods and paths, without schemas. */
declare module 'virtual:contract-routes' {
  const routes: typeof import('@craftastic/contract/api').api;
  export default routes;
}
