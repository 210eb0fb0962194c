// Charts and tables as files and on the clipboard; folds that open for a link, for paper, and all at once.
(function () {
  'use strict';
  const root = document.documentElement;
  const SCALE = 2;

  // The picture by itself: the colours of the page's theme in place of their names.
  function standalone(svg) {
    const style = getComputedStyle(root);
    const copy = svg.cloneNode(true);
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    return new XMLSerializer().serializeToString(copy).replace(/var\((--[a-z]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  }

  async function png(svg) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * image.naturalWidth;
    canvas.height = SCALE * image.naturalHeight;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise(resolve => canvas.toBlob(resolve, 'image/png'));
  }

  // RFC 4180, as the files beside the page.
  function csv(table) {
    const quoted = text => /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const cells = row => [...row.cells].map(cell => quoted(cell.textContent.trim().replace(/\s+/g, ' ')));
    return [...table.rows].filter(row => !row.classList.contains('group')).map(row => `${cells(row).join(',')}\r\n`).join('');
  }

  function save(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const copy = items => navigator.clipboard.write([new ClipboardItem(items)]);
  const text = (content, type) => new Blob([content], { type: `${type};charset=utf-8` });

  const pictures = [
    ['copy picture', svg => copy({ 'image/png': png(svg) }), 'copied'],
    ['save PNG', async (svg, name) => save(await png(svg), `${name}.png`), 'saved'],
    ['save SVG', (svg, name) => save(text(standalone(svg), 'image/svg+xml'), `${name}.svg`), 'saved'],
  ];
  const tables = [
    ['copy CSV', table => navigator.clipboard.writeText(csv(table)), 'copied'],
    ['save CSV', (table, name) => save(text(csv(table), 'text/csv'), `${name}.csv`), 'saved'],
  ];

  function addActions(group) {
    const output = document.createElement('output');
    const add = (actions, target) => {
      for (const [name, run, done] of actions) {
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'quiet';
        button.textContent = name;
        button.addEventListener('click', async () => {
          try {
            await run(target, group.dataset.name);
            output.value = done;
          } catch (error) {
            output.value = `This browser does not let the page do that (${error.name}).`;
          }
        });
        group.append(button);
      }
    };
    if ('picture' in group.dataset) add(pictures, group.closest('figure').querySelector('.picture svg'));
    add(tables, document.getElementById(group.dataset.table));
    group.append(output);
    group.hidden = false;
  }

  document.querySelectorAll('.actions').forEach(addActions);

  // A link leads into a fold, whoever made it.
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    target.scrollIntoView();
  }

  addEventListener('hashchange', reveal);
  reveal();

  // A link that is there already leads there once more. Inside a summary it would fold as well.
  document.querySelectorAll('a[href^="#"]').forEach(link => link.addEventListener('click', event => {
    event.stopPropagation();
    if (link.hash !== location.hash) return;
    event.preventDefault();
    reveal();
  }));

  const folds = [...document.querySelectorAll('details.fold')];
  const unfold = document.getElementById('unfold');
  const isAllOpen = () => folds.every(fold => fold.open);
  const name = () => { unfold.textContent = isAllOpen() ? 'fold all' : 'unfold all'; };
  unfold.hidden = false;
  unfold.addEventListener('click', () => {
    const open = !isAllOpen();
    folds.forEach(fold => { fold.open = open; });
    name();
  });
  folds.forEach(fold => fold.addEventListener('toggle', name));
  name();

  // Paper cannot be unfolded.
  let before = [];
  addEventListener('beforeprint', () => {
    before = folds.map(fold => fold.open);
    folds.forEach(fold => { fold.open = true; });
  });
  addEventListener('afterprint', () => folds.forEach((fold, i) => { fold.open = before[i] ?? fold.open; }));
  root.dataset.ready = 'true';
})();
