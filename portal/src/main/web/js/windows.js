// <a data-window href="…"> opens in a window of its own, of which there is one for each address.
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-window]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (window.open(link.href, link.pathname + link.search, 'popup,width=1100,height=760')) event.preventDefault();
});
