// A link whose answer htmx puts into #dialog opens it; a page that answers HX-Trigger: done closes it.
const dialog = document.getElementById('dialog');

document.addEventListener('htmx:after:swap', event => {
  if (event.detail.ctx?.target === dialog && dialog.childElementCount) {
    for (const open of document.querySelectorAll(':popover-open')) open.hidePopover();
    if (!dialog.open) dialog.showModal();
    for (const field of dialog.querySelectorAll('[data-unlocks]')) document.getElementById(field.dataset.unlocks).disabled = true;
    dialog.querySelector('[autofocus]')?.focus();
  }
});
document.addEventListener('done', () => {
  if (dialog?.open) dialog.close();
  for (const open of document.querySelectorAll(':popover-open')) open.hidePopover();
});
document.addEventListener('click', event => {
  if (event.target.closest('[data-close]')) {
    event.preventDefault();
    event.target.closest('dialog')?.close();
  }
  if (event.target === dialog) dialog.close();
});
// Where the focus was may be gone: then it goes to the content, and not to the beginning of the page.
dialog?.addEventListener('close', () => {
  if (document.activeElement === document.body) document.getElementById('main')?.focus();
});

// A button that needs a word typed first: <input data-unlocks="id of the button" data-word="word">.
document.addEventListener('input', event => {
  const { unlocks, word } = event.target.dataset ?? {};
  if (unlocks) document.getElementById(unlocks).disabled = event.target.value !== word;
});

// Selects that act at once where there is script; their submit button is only for browsers without.
document.addEventListener('change', event => {
  if (event.target.matches('[data-submits]')) event.target.form.requestSubmit();
});

// A button that fills fields of its form: <button data-fill="cpus=2&memory=4">.
document.addEventListener('click', event => {
  const button = event.target.closest('[data-fill]');
  if (!button) return;
  for (const [name, value] of new URLSearchParams(button.dataset.fill)) button.form.elements.namedItem(name).value = value;
  button.form.dispatchEvent(new Event('change', { bubbles: true }));
});
for (const button of document.querySelectorAll('[data-noscript]')) button.hidden = true;
