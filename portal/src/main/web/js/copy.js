// <button data-copy="text"> copies its text and says so; data-copy-from="id" copies that of an element.
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy], [data-copy-from]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy ?? document.getElementById(button.dataset.copyFrom).textContent);
    say(button, 'Copied');
  } catch {
    say(button, 'The browser did not allow copying');
  }
});

function say(button, words) {
  const label = button.getAttribute('aria-label');
  button.setAttribute('aria-label', words);
  button.title = words;
  button.classList.add('ok');
  setTimeout(() => {
    button.setAttribute('aria-label', label);
    button.title = '';
    button.classList.remove('ok');
  }, 1500);
}
