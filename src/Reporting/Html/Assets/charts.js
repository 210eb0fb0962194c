// Puts the charts into their places: each when it comes into view, again when the theme, the width or the reader's choice changes.
(function () {
  'use strict';
  const root = document.documentElement;
  const charts = [];

  function theme() {
    const style = getComputedStyle(root);
    return Object.fromEntries(['paper', 'ink', 'muted', 'line', 'grid'].map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  class Chart {
    constructor(figure, data, selected) {
      this.selected = selected;
      this.place = figure.querySelector('.chart');
      this.data = data;
      this.kind = figure.dataset.kind;
      this.choice = this.kind === 'rounds' ? middle(timelineChannels(data)) : 0;
      this.addChoices(figure.querySelector('.choices'));
      if (this.kind === 'sizes') figure.querySelector('.what').textContent = `pages sent with content, all completed runs on ${chartOptions.inWords(data.sizesChannels)}; zero pages apart`;
    }

    addChoices(group) {
      if (!group) return;
      const choices = this.kind === 'rounds'
        ? timelineChannels(this.data).map(channels => [channels, chartOptions.inWords(channels)])
        : this.data.metrics.map((metric, index) => [index, metric.name]).filter(([index]) => this.data.series.some(series => series.rows.some(row => row.figures[index][0] !== null)));
      for (const [value, text] of choices) {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = text;
        button.setAttribute('aria-pressed', String(value === this.choice));
        button.addEventListener('click', () => {
          this.choice = value;
          for (const other of group.children) other.setAttribute('aria-pressed', String(other === button));
          this.draw();
        });
        group.append(button);
      }
    }

    draw() {
      this.drawn ??= echarts.init(this.place, null, { renderer: 'svg' });
      this.drawn.setOption(chartOptions[this.kind](this.data, theme(), this.selected, this.choice), { notMerge: true });
    }

    redraw() {
      if (!this.drawn) return;
      this.drawn.resize();
      this.draw();
    }
  }

  const timelineChannels = data => [...new Set(data.series.flatMap(series => series.timelines.map(line => line.channels)))].sort((a, b) => a - b);
  const middle = values => values[Math.floor((values.length - 1) / 2)];

  const seen = new IntersectionObserver(entries => {
    for (const entry of entries.filter(entry => entry.isIntersecting)) {
      seen.unobserve(entry.target);
      charts.find(chart => chart.place === entry.target).draw();
    }
  }, { rootMargin: '400px' });

  // One legend for all charts of a guest: a method that is switched off leaves them all.
  function addLegend(group, data, selected) {
    for (const series of data.series) {
      selected[series.name] = true;
      const button = document.createElement('button');
      const mark = document.createElement('i');
      button.type = 'button';
      button.className = series.measured ? 'measured' : 'simulated';
      button.style.setProperty('--color', series.color);
      button.append(mark, series.name);
      button.setAttribute('aria-pressed', 'true');
      button.addEventListener('click', () => {
        selected[series.name] = !selected[series.name];
        button.setAttribute('aria-pressed', String(selected[series.name]));
        charts.filter(chart => chart.data === data && chart.drawn).forEach(chart => chart.draw());
      });
      group.append(button);
    }
  }

  for (const data of JSON.parse(document.getElementById('chart-data').textContent)) {
    const place = document.getElementById(data.id);
    const selected = {};
    addLegend(place.querySelector('.legend'), data, selected);
    for (const figure of place.querySelectorAll('figure')) {
      const chart = new Chart(figure, data, selected);
      charts.push(chart);
      seen.observe(chart.place);
    }
  }

  const redrawAll = () => charts.forEach(chart => chart.redraw());
  document.addEventListener('themechange', redrawAll);
  let waiting = 0;
  addEventListener('resize', () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(redrawAll);
  });

  // Paper has no view to scroll into, and another width than the window: media queries tell when the layout is the paper's.
  matchMedia('print').addEventListener('change', redrawAll);
  addEventListener('beforeprint', () => charts.forEach(chart => chart.draw()));
  root.dataset.ready = 'true';
})();
