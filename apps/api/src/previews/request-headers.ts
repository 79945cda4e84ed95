import { withoutOurs } from './preview-cookie.ts';
import { inside, type PreviewPlace, withOrigin } from './preview-place.ts';
import { endToEnd, type RawHeaders } from './raw-headers.ts';

interface Options {
  /** The cookie of our own page: it never comes here, and would be nobody's business inside. */
  loginCookie: string;
  /** The answer may have the bridge put into it, which can't be done to compressed text. */
  plain: boolean;
}

/**
 * The headers of a request as the program inside gets them: as if its own machine had asked, so that whoever checks
 * `Host` or holds `Origin` against it is content. For that there is no X-Forwarded-Host or -Proto either: frameworks
 * that see one (Next, Rails) hold `Origin` against it and refuse.
 */
export function requestHeaders(headers: RawHeaders, place: PreviewPlace, options: Options): RawHeaders {
  const result: RawHeaders = [];
  const toInside = (url: string) => withOrigin(url, (origin) => inside(origin, place));
  for (const [name, value] of endToEnd(headers)) {
    switch (name.toLowerCase()) {
      case 'host':
        result.push([name, `localhost:${place.port}`]);
        break;
      case 'origin':
      case 'referer':
        result.push([name, toInside(value)]);
        break;
      case 'cookie': {
        const kept = withoutOurs(value, options.loginCookie);
        if (kept !== null) result.push([name, kept]);
        break;
      }
      case 'accept-encoding':
        result.push([name, options.plain ? 'identity' : value]);
        break;
      case 'forwarded':
      case 'x-forwarded-for':
      case 'x-forwarded-host':
      case 'x-forwarded-port':
      case 'x-forwarded-proto':
      case 'x-real-ip':
      // Answered by this server already.
      case 'expect':
        break;
      default:
        result.push([name, value]);
    }
  }
  result.push(['X-Preview-Origin', place.origin]);
  return result;
}
