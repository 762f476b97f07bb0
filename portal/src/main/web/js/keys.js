// The keys of the portal. None is taken while a field or a console has the focus.
const WITHIN = 'a.nm, td.sel input, summary, .act button';
const MACHINE = /^\/machines\/[^/]+\/[^/]+$/;
let prefix = '';
let row = -1;

const rows = () => [...document.querySelectorAll('.sl-scroll .sl-t tbody tr:not(.gone)')].filter(line => line.querySelector(WITHIN));
const box = line => line?.querySelector('td.sel input');
const place = letter => document.querySelector(`#nav [data-go="${CSS.escape(letter)}"]`);

document.addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'k') return take(event, palette);
  if (event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
  if (prefix === 'g') {
    prefix = '';
    const link = place(event.key);
    if (link) return take(event, () => { location.href = link.href; });
    return;
  }
  const action = {
    g: () => { prefix = 'g'; setTimeout(() => { prefix = ''; }, 1200); },
    '/': () => focus(document.querySelector('#q')),
    '?': () => document.getElementById('keys')?.showModal(),
    n: () => document.querySelector('[data-key=n]')?.click(),
    j: () => move(1),
    k: () => move(-1),
    x: () => box(rows()[row])?.click(),
    X: () => box(rows()[row])?.dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true, cancelable: true })),
    c: () => toConsole() ?? document.querySelector('[data-key=c]')?.click(),
    '.': () => rows()[row]?.querySelector('.act button')?.click(),
    Enter: event.target === document.body || event.target.closest('.sl-scroll') === event.target ? open : null,
    Escape: clear,
  }[event.key];
  if (action) take(event, action);
});

function take(event, action) {
  if (event.key !== 'Escape') event.preventDefault();
  action();
}

function busy(target) {
  return target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], .screen, dialog[open]') !== null;
}

function palette() {
  const dialog = document.getElementById('palette');
  if (!dialog) return;
  dialog.showModal();
  focus(dialog.querySelector('input'));
}

function focus(field) {
  field?.focus();
  field?.select();
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  row = Math.max(0, Math.min(all.length - 1, row + step));
  all[row].scrollIntoView({ block: 'nearest' });
  (all[row].querySelector('a.nm') ?? all[row].querySelector(WITHIN)).focus({ preventScroll: true });
}

// The row is where the focus is, or was last, however it came there.
document.addEventListener('focusin', event => {
  const all = rows();
  const at = all.indexOf(event.target.closest('.sl-t tbody tr'));
  if (at < 0) return;
  for (const line of all) line.classList.toggle('at', line === all[at]);
  row = at;
});

const name = () => rows()[row]?.querySelector('a.nm') ?? null;

function open() {
  if (name()) location.href = name().href;
}

function toConsole() {
  if (!name() || !MACHINE.test(name().pathname)) return null;
  location.href = name().pathname + '/console';
  return row;
}

function clear() {
  for (const checked of document.querySelectorAll('td.sel input:checked')) checked.click();
  rows()[row]?.classList.remove('at');
  row = -1;
}

// In the palette the arrows walk through what was found and Enter opens the first.
document.getElementById('palette')?.addEventListener('keydown', event => {
  const links = [...event.currentTarget.querySelectorAll('#found a')];
  const at = links.indexOf(document.activeElement);
  if (event.key === 'ArrowDown') take(event, () => links[Math.min(at + 1, links.length - 1)]?.focus());
  if (event.key === 'ArrowUp') take(event, () => (at > 0 ? links[at - 1] : event.currentTarget.querySelector('input')).focus());
  if (event.key === 'Enter' && at < 0 && links.length) take(event, () => links[0].click());
});
