// <input type="file" data-fills="id"> puts the text of the file that is chosen into the field of that id.
document.addEventListener('change', async event => {
  const chooser = event.target.closest('[data-fills]');
  const file = chooser?.files?.[0];
  if (!file) return;
  document.getElementById(chooser.dataset.fills).value = await file.slice(0, 1 << 20).text();
});
