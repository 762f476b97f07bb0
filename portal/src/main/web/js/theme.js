// Runs before the first paint: with the theme "auto" the server may not know what the system prefers.
const root = document.documentElement;
if (root.dataset.theme === 'auto') {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => root.classList.toggle('pf-v6-theme-dark', dark.matches);
  dark.addEventListener('change', apply);
  apply();
}
