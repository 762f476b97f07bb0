// The upload of a disk image: in parts, with progress, pause, and going on after a cut.
import { HEADER_BYTES, gibibytes, virtualSize } from './disk-header.js';
import { Transfer } from './transfer.js';

const TARGET = '/v1beta1/upload-resumable';
const form = document.querySelector('[data-upload-form], [data-upload-again]');
const panel = document.getElementById('upload');
const input = form?.querySelector('[data-upload-file]');
const part = name => panel.querySelector(`[data-upload-${name}]`);
let transfer = null;
let running = false;

form?.addEventListener('submit', async event => {
  event.preventDefault();
  const file = input.files[0];
  if (!file) return;
  const page = form.dataset.uploadAgain ?? await make();
  if (page) upload(file, page);
});

// The name of the file goes with the form, and its first bytes tell how large the disk must be.
const size = form?.elements.namedItem('size');
let chosen = false;
size?.addEventListener('input', () => { chosen = true; });
input?.addEventListener('change', async () => {
  const file = input.files[0];
  const name = form.elements.namedItem('file-name');
  if (name) name.value = file?.name ?? '';
  if (!file || !size || chosen) return;
  const bytes = virtualSize(new Uint8Array(await file.slice(0, HEADER_BYTES).arrayBuffer()), file.size);
  if (bytes) size.value = gibibytes(bytes);
});

/** Makes the image; returns the address of its page, or nothing when the form now says what is wrong. */
async function make() {
  const button = form.querySelector('[type=submit]');
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string')), headers: { Accept: 'application/json' } });
    if (answer.status === 201) return (await answer.json()).page;
    if (answer.headers.get('Content-Type')?.startsWith('application/json')) refuse((await answer.json()).sentence);
    else correct(new DOMParser().parseFromString(await answer.text(), 'text/html'));
  } catch {
    refuse('The portal does not answer. Nothing was uploaded; try again.');
  } finally {
    button.disabled = false;
  }
  return '';
}

/** Takes over what the server says to each field, and keeps the chosen file. */
function correct(page) {
  for (const stale of form.querySelectorAll('#refusal, .pf-v6-c-form__group:not(:has([data-upload-file]))')) {
    const id = stale.id || stale.querySelector('[id]').id;
    const fresh = stale.id ? page.getElementById(id) : page.getElementById(id)?.closest('.pf-v6-c-form__group');
    if (fresh) stale.replaceWith(document.adoptNode(fresh));
  }
  (form.querySelector('.pf-m-error input') ?? form).scrollIntoView({ block: 'nearest' });
}

function refuse(sentence) {
  const alert = document.getElementById('toast-lost').content.firstElementChild.cloneNode(true);
  alert.querySelector('.pf-v6-c-alert__title').textContent = sentence;
  alert.querySelector('.pf-v6-c-alert__description').remove();
  (document.getElementById('refusal') ?? form).prepend(alert);
}

function upload(file, page) {
  form.hidden = true;
  panel.hidden = false;
  part('name').textContent = file.name;
  part('open').href = page;
  part('open').hidden = form.dataset.uploadAgain !== undefined;
  history.replaceState(null, '', page); // loading this page again leads to the image, where the upload goes on
  transfer = new Transfer(file, line(page), news => show(news, file));
  running = true;
  transfer.run().then(complete => {
    running = false;
    part('pause').hidden = true;
    if (complete) location.href = page;
    else again();
  });
}

/** After a refusal the form comes back, so that another file can be chosen. */
function again() {
  if (form.dataset.uploadAgain) form.hidden = false;
  else part('open').hidden = false;
}

part('pause').addEventListener('click', () => (transfer.paused ? transfer.resume() : transfer.pause()));
addEventListener('beforeunload', event => { if (running) event.preventDefault(); });

const SAYS = { sending: 'Uploading', finishing: 'Uploading; then the disk is checked and written', paused: 'Paused. Nothing is lost; go on when you like.', waiting: '', done: 'Complete', failed: '' };
let measured = null;

function show({ state, offset, sentence }, file) {
  const say = part('say');
  say.textContent = sentence || SAYS[state];
  say.className = { failed: 'err', waiting: 'warn', paused: 'warn' }[state] ?? '';
  part('pause').firstElementChild.textContent = state === 'paused' ? 'Go on' : 'Pause';
  part('bar').value = file.size ? offset / file.size : 1;
  part('amount').textContent = `${amount(offset)} of ${amount(file.size)}`;
  if (state === 'finishing' && offset === file.size) say.textContent = 'All bytes are there; the disk is checked and written.';
  part('speed').textContent = state === 'sending' ? speed(offset, file.size) : '';
}

/** Speed since the first byte of this run, and what is left at that speed. */
function speed(offset, total) {
  measured ??= { offset, at: performance.now() };
  const seconds = (performance.now() - measured.at) / 1000;
  const rate = (offset - measured.offset) / seconds;
  if (!(seconds > 1) || rate <= 0) return '';
  const left = (total - offset) / rate;
  return `${amount(rate)}/s, ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`;
}

function amount(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; bytes >= 1024 && unit < units.length - 1; unit++) bytes /= 1024;
  return `${bytes.toFixed(bytes < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

/** What the transfer needs of the browser. */
function line(page) {
  let request = null;
  let wake = () => {};
  const lost = 'The connection broke.';

  function ask(method, token, headers, body, progress) {
    return new Promise(resolve => {
      request = new XMLHttpRequest();
      request.open(method, TARGET);
      request.setRequestHeader('Authorization', `Bearer ${token}`);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      if (progress) request.upload.onprogress = event => progress(event.loaded);
      request.onload = () => {
        const offset = request.getResponseHeader('Upload-Offset');
        resolve({ status: request.status, offset: offset === null ? null : Number(offset), sentence: request.responseText.trim() || `The server answered ${request.status}.` });
      };
      request.onerror = request.onabort = request.ontimeout = () => resolve({ status: 0, offset: null, sentence: lost });
      request.send(body);
    });
  }

  return {
    now: () => performance.now(),
    pause: ms => new Promise(resolve => { wake = resolve; setTimeout(resolve, ms); }),
    abort() {
      request?.abort();
      wake();
    },
    async token() {
      try {
        const answer = await fetch(`${page}/upload-token`, { method: 'POST', headers: { 'X-CSRF-Token': document.body.dataset.csrf, Accept: 'application/json' } });
        const said = await answer.json();
        return answer.ok ? said : { passing: said.passing ?? false, sentence: said.sentence };
      } catch {
        return { passing: true, sentence: 'The portal does not answer.' };
      }
    },
    offset: token => ask('HEAD', token, {}, null),
    async send(token, offset, length, slice, progress) {
      let bytes;
      try {
        bytes = await slice.arrayBuffer();
      } catch {
        return { status: 400, offset: null, sentence: 'The file cannot be read any more: it was changed or removed. Choose it again.' };
      }
      return ask('PATCH', token, { 'Content-Type': 'application/octet-stream', 'Upload-Offset': offset, 'Upload-Length': length }, bytes, progress);
    },
  };
}
