// Toasts: good news leaves after 5 s, bad news stays until it is closed.
const SHOWN_MS = 5000;
const region = document.getElementById('toasts');

document.addEventListener('click', event => {
  if (event.target.closest('[data-dismiss]')) event.target.closest('.pf-v6-c-alert').remove();
});
if (region) {
  const leave = () => {
    for (const toast of region.querySelectorAll('.pf-m-success:not([data-leaving])')) {
      toast.dataset.leaving = '';
      setTimeout(() => toast.remove(), SHOWN_MS);
    }
  };
  new MutationObserver(leave).observe(region, { childList: true });
  leave();
}

// A request that got no answer at all cannot bring its own sentence.
document.addEventListener('htmx:error', event => {
  const error = event.detail?.ctx?.error ?? event.detail?.error;
  if (!region || error?.name === 'AbortError' || event.detail?.ctx?.sourceElement === document.body) return;
  const template = document.getElementById('toast-lost');
  if (template && !region.querySelector('[data-lost]')) region.append(template.content.cloneNode(true));
});
