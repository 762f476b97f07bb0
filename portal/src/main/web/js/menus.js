// Menus: what opens has the focus, the arrows walk through it, Home and End jump, a letter goes to what begins with it.
const items = menu => [...menu.querySelectorAll('[role=menuitem]')].filter(item => item.getClientRects().length);

document.addEventListener('beforetoggle', event => {
  // until the new menu has come nobody shall click into that of another row
  if (event.target.id === 'rowmenu' && event.newState === 'open') event.target.replaceChildren();
}, true);
document.addEventListener('toggle', event => {
  if (event.newState === 'open') begin(event.target);
}, true);
document.addEventListener('htmx:after:swap', event => {
  const target = event.detail.ctx?.target;
  if (target instanceof Element && target.matches(':popover-open')) begin(target);
});

function begin(popover) {
  if (!popover.contains(document.activeElement)) items(popover)[0]?.focus({ preventScroll: true });
}

document.addEventListener('keydown', event => {
  const popover = event.target.closest?.('[popover]');
  const all = popover && event.target.matches('[role=menuitem]') ? items(popover) : [];
  if (!all.length || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = all.indexOf(event.target);
  if (event.key === 'Tab') return popover.hidePopover();
  const next = {
    ArrowDown: () => all[(at + 1) % all.length],
    ArrowUp: () => all[(at + all.length - 1) % all.length],
    Home: () => all[0],
    End: () => all.at(-1),
  }[event.key]?.() ?? (event.key.length === 1 ? named(all, at, event.key) : null);
  // the keys of the page sleep while a menu has the focus
  if (next || event.key.length === 1) event.stopImmediatePropagation();
  if (!next) return;
  event.preventDefault();
  next.focus();
}, true);

function named(all, at, letter) {
  const from = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  return from.find(item => item.textContent.trim().toLowerCase().startsWith(letter.toLowerCase()));
}
