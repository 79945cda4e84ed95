/** What of the machine and of us a hostile app goes for; filled in by the test. */
export interface Targets {
  /** Of our own page. */
  main: string;
  sessionId: string;
  terminalId: string;
  /** The preview of another session. */
  neighbour: string;
}

/**
 * A program that serves a page which tries what it must not be able to, and tells what came of it: the page as JSON in its
 * title, the program what headers it was sent.
 */
export const hostileApp = (targets: Targets) => `
const http = require('node:http');
const seen = [];
const targets = ${JSON.stringify(targets)};
http.createServer((request, response) => {
  seen.push(request.method + ' ' + request.url + ' ' + request.rawHeaders.join(' '));
  if (request.url === '/seen') return response.end(JSON.stringify(seen));
  if (request.url === '/worker.js') {
    response.setHeader('content-type', 'text/javascript');
    return response.end('self.addEventListener("fetch", () => {})');
  }
  response.setHeader('content-type', 'text/html');
  response.setHeader('set-cookie', ['own=1; Domain=localhost; Path=/', '__Host-craftastic-preview=canary; Secure; Path=/']);
  response.end('<!doctype html><title>trying</title><script>(' + attack + ')(' + JSON.stringify(targets) + ')</script>');
}).listen(3000, '127.0.0.1');

async function attack(targets) {
  const tries = {
    'read our cookie': () => document.cookie,
    'set a cookie for all of localhost': () => { document.cookie = 'up=canary; Domain=localhost; Path=/'; return document.cookie; },
    'call the API': () => fetch(targets.main + '/api/me', { credentials: 'include' }).then((r) => r.text()),
    'stop the session': () => fetch(targets.main + '/api/sessions/' + targets.sessionId + '/stop', { method: 'POST', mode: 'no-cors', credentials: 'include' }).then((r) => r.type),
    'open the terminal': () => socket(targets.main + '/api/terminals/' + targets.terminalId + '/socket?sessionId=' + targets.sessionId),
    'listen to our events': () => socket(targets.main + '/api/events/socket'),
    'open the terminal on its own host': () => socket(location.origin + '/api/terminals/' + targets.terminalId + '/socket?sessionId=' + targets.sessionId),
    'see the page around it': () => window.parent.document.title,
    'see our page in a frame': () => frame(targets.main + '/'),
    'leave with the page around it': () => { window.top.location = 'about:blank'; return 'asked'; },
    'register a worker for us': () => navigator.serviceWorker.register(targets.main + '/worker.js').then(() => 'registered'),
    'read the neighbour': () => fetch(targets.neighbour + '/seen', { credentials: 'include' }).then((r) => r.text()),
    'send to the neighbour': () => fetch(targets.neighbour + '/from-' + targets.sessionId, { method: 'POST', mode: 'no-cors', credentials: 'include' }).then((r) => r.type),
    'listen to the neighbour': () => socket(targets.neighbour + '/'),
    'run what the neighbour serves': () => script(targets.neighbour + '/from-' + targets.sessionId + '.js'),
  };
  const socket = (url) => new Promise((resolve, reject) => {
    const peer = new WebSocket(url.replace('http', 'ws'));
    peer.onopen = () => resolve('opened');
    peer.onerror = () => reject(new Error('no socket'));
  });
  const frame = (src) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('iframe'), { src });
    element.onload = () => { try { resolve(element.contentDocument.title); } catch (error) { reject(error); } };
    document.documentElement.append(element);
  });
  const script = (src) => new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement('script'), { src });
    element.onload = () => resolve('ran');
    element.onerror = () => reject(new Error('no script'));
    document.documentElement.append(element);
  });
  const result = {};
  for (const [name, attempt] of Object.entries(tries)) {
    try {
      result[name] = 'got ' + await attempt();
    } catch (error) {
      result[name] = 'refused';
    }
  }
  document.title = JSON.stringify(result);
}
`;
