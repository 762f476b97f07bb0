// Selecting rows: all on the page, a range with Shift, and the number of what is selected.
let last = null;

const boxes = () => [...document.querySelectorAll('table.vms td.sel input')];

document.addEventListener('click', event => {
  const target = event.target;
  if (target.matches?.('th.sel input')) {
    for (const box of boxes()) box.checked = target.checked;
  } else if (target.matches?.('td.sel input')) {
    const all = boxes();
    const from = all.indexOf(last);
    const to = all.indexOf(target);
    if (event.shiftKey && from >= 0) {
      if (!event.isTrusted) target.checked = true;
      for (const box of all.slice(Math.min(from, to), Math.max(from, to) + 1)) box.checked = target.checked;
    }
    last = target;
  } else if (target.closest?.('[data-clear-selection]')) {
    for (const box of boxes()) box.checked = false;
  } else {
    return;
  }
  count();
});

function count() {
  const all = boxes();
  const checked = all.filter(box => box.checked).length;
  const words = document.getElementById('selected');
  if (words) words.textContent = `${checked} selected`;
  const head = document.querySelector('th.sel input');
  if (head) {
    head.checked = checked > 0 && checked === all.length;
    head.indeterminate = checked > 0 && checked < all.length;
  }
}

document.addEventListener('htmx:after:swap', count);
document.addEventListener('done', () => {
  for (const box of boxes()) box.checked = false;
  count();
});
count();
