let goToLogin: () => void = () => {};

/** The router says how; the API's side must not import pages. */
export function onLoginRequired(go: () => void): void {
  goToLogin = go;
}

export const loginRequired = (): void => goToLogin();
