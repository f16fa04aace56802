// One box that selects all rows of the page; without scripts each row has its own.
(() => {
  const boxes = [...document.querySelectorAll('#result_list input[name="ids"]')];
  const head = document.querySelector('#result_list th.column-select .text');
  if (!boxes.length || !head) return;
  const all = document.createElement('input');
  all.type = 'checkbox';
  all.setAttribute('aria-label', head.textContent.trim());
  all.addEventListener('change', () => boxes.forEach((box) => { box.checked = all.checked; }));
  head.append(' ', all);
})();
