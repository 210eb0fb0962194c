// Runs before the page is drawn, so that it never flashes in the wrong theme. Remembered where the browser lets a local file remember.
(function () {
  'use strict';
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  try { chosen = localStorage.getItem('multifd-bench-theme'); } catch { /* storage is off: the system's choice it is */ }

  function apply() {
    const dark = chosen ? chosen === 'dark' : system.matches;
    root.dataset.theme = dark ? 'dark' : 'light';
    const button = document.getElementById('theme');
    if (button) button.textContent = dark ? 'light' : 'dark';
  }

  apply();
  system.addEventListener('change', apply);
  document.addEventListener('DOMContentLoaded', () => {
    const button = document.getElementById('theme');
    button.hidden = false;
    button.setAttribute('aria-label', 'switch between light and dark');
    button.addEventListener('click', () => {
      chosen = root.dataset.theme === 'dark' ? 'light' : 'dark';
      try { localStorage.setItem('multifd-bench-theme', chosen); } catch { /* see above */ }
      apply();
    });
    apply();
  });

  // Paper is white, whatever the screen shows.
  let before = null;
  addEventListener('beforeprint', () => { before = root.dataset.theme; root.dataset.theme = 'light'; });
  addEventListener('afterprint', () => { root.dataset.theme = before ?? root.dataset.theme; });
})();
