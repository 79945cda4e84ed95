// Follows what is looked at: the server tells its state, and a page of another one fetches itself anew, in place.
const said = document.createElement('p');
said.setAttribute('role', 'status');
said.className = 'said';

let refreshing = false;
let again = false;

async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (answer.redirected) return location.replace(answer.url);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.title = next.title;
    document.body.dataset.state = next.body.dataset.state ?? '';
    const open = [...document.querySelectorAll('details')].map((details) => details.open);
    document.body.replaceChildren(...next.body.childNodes);
    document.querySelectorAll('details').forEach((details, at) => {
      details.open = open[at] ?? false;
    });
    announce('Updated');
  } finally {
    refreshing = false;
    if (again) {
      again = false;
      void refresh();
    }
  }
}

function announce(text) {
  said.textContent = text;
  document.body.append(said);
}

new EventSource('/__craftastic/content-events').addEventListener('state', ({ data }) => {
  if (data !== document.body.dataset.state) void refresh();
});
