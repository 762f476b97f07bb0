// One stream per tab. The server sends fragments; each replaces the element of the same id without moving anything.
import htmx from 'htmx.org';

const POLL_MS = 5000;
const SILENCE_MS = 40000; // the server sends something at least every 15 s

let source = null;
let address = '';
let heard = Date.now();
let polling = 0;

const wanted = () => {
  const base = document.body.dataset.live;
  const part = document.querySelector('[data-watch]')?.dataset.watch;
  return base ? base + (part ? '?' + part : '') : '';
};

export function connect() {
  const next = document.hidden ? '' : wanted();
  if (next === address && source?.readyState !== EventSource.CLOSED) return;
  source?.close();
  source = null;
  address = next;
  if (!next) return;
  source = new EventSource(next);
  source.onopen = () => alive();
  source.onmessage = event => { alive(); apply(event.data); };
  source.addEventListener('beat', () => alive());
  source.addEventListener('stale', () => { alive(); refresh(); });
  source.addEventListener('over', () => { source.close(); location.reload(); });
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(() => { address = ''; connect(); }, POLL_MS);
  };
}

function apply(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  for (const fresh of [...template.content.children]) {
    const stale = document.getElementById(fresh.id);
    if (!stale) continue;
    if (stale.classList.contains('at')) fresh.classList.add('at');
    htmx.swap({ text: fresh.outerHTML, target: stale, swap: 'outerMorph', sourceElement: document.body });
  }
}

function alive() {
  heard = Date.now();
  clearInterval(polling);
  polling = 0;
  show(true);
}

function lost() {
  show(false);
  if (!polling) polling = setInterval(() => { lost(); refresh(); }, POLL_MS);
}

let live = true;

/** Seconds are for the eye only: a screen reader is told once that the connection is lost, and once that it is back. */
function show(alive = live) {
  live = alive;
  const light = document.getElementById('live');
  if (!light) return;
  const [, words, said] = light.children;
  const sentence = live ? 'Changes appear by themselves' : 'The live connection is lost; the page is read again every 5 s';
  light.className = `st sm row ${live ? 'ok' : 'warn'}`;
  light.title = sentence;
  words.textContent = live ? 'Live' : `Updated ${Math.round((Date.now() - heard) / 1000)} s ago`;
  if (said.textContent !== sentence) said.textContent = sentence;
}

function refresh() {
  const part = document.querySelector('[data-watch]');
  if (part && !document.hidden) htmx.ajax('GET', location.pathname + location.search, { target: part, select: `#${part.id}`, swap: 'outerMorph', source: part, push: 'false' }).catch(() => {});
}

/** The address says what is shown, also what was chosen earlier: a link that is copied shows the same, and so does this page when it is read again. */
const shown = document.querySelector('[data-address]')?.dataset.address;
if (shown && shown !== location.pathname + location.search) history.replaceState(history.state, '', shown + location.hash);

setInterval(() => { if (source && Date.now() - heard > SILENCE_MS) lost(); }, POLL_MS);
document.addEventListener('visibilitychange', connect);
document.addEventListener('htmx:after:swap', () => show());
document.addEventListener('htmx:after:swap', event => { if (event.detail.ctx?.sourceElement !== document.body) connect(); });
connect();
