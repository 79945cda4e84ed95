import { contractError } from '@craftastic/contract/contract-error';
import * as oauth from 'oauth4webapi';
import type { GithubSettings } from '../settings.ts';

/** What GitHub gives for a login. An OAuth app's token has no end; one of a GitHub App has, and a token that buys the next. */
export interface Grant {
  token: string;
  refresh: string | null;
  expiresAt: Date | null;
}

/** What a browser that was sent to GitHub has to come back with. */
export interface Started {
  url: string;
  state: string;
  verifier: string;
}

/** A device code that GitHub waits for. */
export interface Device {
  deviceCode: string;
  userCode: string;
  verificationUrl: string;
  intervalSeconds: number;
  expiresAt: Date;
}

/**
 * GitHub's OAuth, by oauth4webapi, which carries the protocol: state, PKCE, the checks of answers. arctic knows no PKCE and no device
 * flow for GitHub; openid-client wants a discovery document, which GitHub has not.
 */
export class GithubOauth {
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #secret: oauth.ClientAuth;
  readonly #redirectUri: () => string;
  readonly #scope: string;
  readonly #options: { [oauth.allowInsecureRequests]?: boolean; [oauth.customFetch]: typeof askGithub };

  constructor(settings: GithubSettings & { app: NonNullable<GithubSettings['app']> }, redirectUri: () => string) {
    const { url, app, allowedOrgs } = settings;
    this.#server = {
      issuer: url,
      authorization_endpoint: `${url}/login/oauth/authorize`,
      token_endpoint: `${url}/login/oauth/access_token`,
      device_authorization_endpoint: `${url}/login/device/code`,
    };
    this.#client = { client_id: app.clientId };
    this.#secret = oauth.ClientSecretPost(app.clientSecret);
    this.#redirectUri = redirectUri;
    // Membership of an organisation may be private. A GitHub App has its permissions from its own settings and ignores this.
    this.#scope = allowedOrgs.length > 0 ? 'repo read:org' : 'repo';
    this.#options = { [oauth.customFetch]: askGithub, [oauth.allowInsecureRequests]: url.startsWith('http:') };
  }

  async start(): Promise<Started> {
    const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
    const url = new URL(this.#server.authorization_endpoint ?? '');
    const parameters = {
      client_id: this.#client.client_id,
      redirect_uri: this.#redirectUri(),
      scope: this.#scope,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      response_type: 'code',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, state, verifier };
  }

  /** What a browser came back with. Throws GITHUB_LOGIN_DENIED, or GITHUB_LOGIN_EXPIRED where it is not what it was sent with. */
  async finish(callback: URL, { state, verifier }: Pick<Started, 'state' | 'verifier'>): Promise<Grant> {
    try {
      const parameters = oauth.validateAuthResponse(this.#server, this.#client, callback, state);
      const response = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#secret,
        parameters,
        this.#redirectUri(),
        verifier,
        this.#options,
      );
      return grantOf(await oauth.processAuthorizationCodeResponse(this.#server, this.#client, response));
    } catch (error) {
      throw failureOf(error);
    }
  }

  async startDevice(): Promise<Device> {
    try {
      const parameters = new URLSearchParams({ scope: this.#scope });
      const response = await oauth.deviceAuthorizationRequest(
        this.#server,
        this.#client,
        this.#secret,
        parameters,
        this.#options,
      );
      const found = await oauth.processDeviceAuthorizationResponse(this.#server, this.#client, response);
      return {
        deviceCode: found.device_code,
        userCode: found.user_code,
        verificationUrl: found.verification_uri,
        intervalSeconds: found.interval ?? 5,
        expiresAt: new Date(Date.now() + found.expires_in * 1000),
      };
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** The grant for a device code, once its user code has been typed in. */
  async askDevice(deviceCode: string): Promise<Grant | 'waiting' | 'slower'> {
    try {
      const response = await oauth.deviceCodeGrantRequest(
        this.#server,
        this.#client,
        this.#secret,
        deviceCode,
        this.#options,
      );
      return grantOf(await oauth.processDeviceCodeResponse(this.#server, this.#client, response));
    } catch (error) {
      const code = error instanceof oauth.ResponseBodyError ? error.error : null;
      if (code === 'authorization_pending') return 'waiting';
      if (code === 'slow_down') return 'slower';
      throw failureOf(error);
    }
  }

  /** The next token. Throws GITHUB_TOKEN_REFUSED where the old one buys none any more. */
  async refresh(refreshToken: string): Promise<Grant> {
    try {
      const response = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#secret,
        refreshToken,
        this.#options,
      );
      return grantOf(await oauth.processRefreshTokenResponse(this.#server, this.#client, response));
    } catch (error) {
      if (error instanceof oauth.ResponseBodyError) throw contractError('GITHUB_TOKEN_REFUSED', { cause: error });
      throw failureOf(error);
    }
  }
}

const TIMEOUT_MS = 15_000;

/** GitHub tells errors of this protocol with the status 200; RFC 6749 §5.2, and so the library, has 400 for them. */
async function askGithub(url: string, init: oauth.CustomFetchOptions<string, BodyInit | undefined>): Promise<Response> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) } as RequestInit);
  if (!response.ok) return response;
  const text = await response.text();
  const isError = /"error"\s*:/.test(text) && !/"(access_token|device_code)"\s*:/.test(text);
  return new Response(text, { status: isError ? 400 : response.status, headers: response.headers });
}

function grantOf({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): Grant {
  return {
    token: access_token,
    refresh: refresh_token ?? null,
    expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000),
  };
}

/** In words for who logs in. The library's own errors have codes and no tokens in them. */
function failureOf(error: unknown): unknown {
  if (error instanceof oauth.AuthorizationResponseError) return contractError('GITHUB_LOGIN_DENIED', { cause: error });
  if (error instanceof oauth.ResponseBodyError) {
    const code = error.error === 'access_denied' ? 'GITHUB_LOGIN_DENIED' : 'GITHUB_LOGIN_EXPIRED';
    return contractError(code, { cause: error });
  }
  if (error instanceof oauth.OperationProcessingError) {
    // A state that is not the one that was given out, or a code that came twice.
    return contractError('GITHUB_LOGIN_EXPIRED', {
      message: 'This login is not the one that was begun in this browser; begin again.',
      cause: error,
    });
  }
  return contractError('GITHUB_UNREACHABLE', { cause: error });
}
