// Sorting and filtering of the tables. Rows are sorted within their tbody: measured and simulated never mix.
(function () {
  'use strict';

  function key(row, column) {
    const cell = row.cells[column];
    return cell.dataset.value === undefined ? null : Number(cell.dataset.value);
  }

  // Missing figures come last in both directions; equal ones keep the order of the table as written.
  function compare(a, b, column, isNumber, sign) {
    if (!isNumber) return sign * a.cells[column].textContent.localeCompare(b.cells[column].textContent, 'en', { numeric: true }) || a.place - b.place;
    const x = key(a, column);
    const y = key(b, column);
    if (x === null || y === null) return (x === null) - (y === null) || a.place - b.place;
    return sign * (x - y) || a.place - b.place;
  }

  function sort(table, column, direction) {
    const isNumber = table.tHead.rows[0].cells[column].classList.contains('number');
    const sign = direction === 'descending' ? -1 : 1;
    for (const body of table.tBodies) {
      const rows = [...body.querySelectorAll('tr.row')];
      rows.sort((a, b) => direction === 'none' ? a.place - b.place : compare(a, b, column, isNumber, sign));
      body.append(...rows);
    }
  }

  const next = { none: 'ascending', ascending: 'descending', descending: 'none' };

  function makeSortable(table) {
    table.querySelectorAll('tr.row').forEach((row, place) => { row.place = place; });
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.title = 'sort; a third time restores the order';
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute('aria-sort', 'none');
      button.addEventListener('click', () => {
        const direction = next[head.getAttribute('aria-sort')];
        heads.forEach(other => other.setAttribute('aria-sort', 'none'));
        head.setAttribute('aria-sort', direction);
        sort(table, column, direction);
      });
    });
  }

  // A row stays when words of its texts begin with every word of the filter, in whatever order; its figures are not searched.
  function makeFilterable(input) {
    const table = document.getElementById(input.dataset.filters);
    const rows = [...table.querySelectorAll('tr.row')];
    const output = input.parentElement.querySelector('output');
    input.parentElement.hidden = false;
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(word => word);
      let shown = 0;
      for (const row of rows) {
        const text = [...row.cells].filter(cell => !cell.classList.contains('number')).map(cell => ` ${cell.textContent.toLowerCase()}`).join('');
        row.hidden = !words.every(word => text.includes(` ${word}`));
        if (!row.hidden) shown++;
      }
      output.value = words.length ? `${shown} of ${rows.length} rows` : '';
    });
  }

  document.querySelectorAll('table.figures').forEach(makeSortable);
  document.querySelectorAll('input[data-filters]').forEach(makeFilterable);
})();
