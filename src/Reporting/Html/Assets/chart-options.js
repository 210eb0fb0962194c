// From a guest's figures to what ECharts draws. Simulated series are hatched, hollow or dashed; measured ones never are.
const chartOptions = (function () {
  'use strict';
  const LARGEST_LINEAR_SPAN = 30;

  function significant(value) {
    const size = Math.abs(value);
    const digits = size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
    return value.toFixed(digits);
  }

  function short(value) {
    if (Math.abs(value) >= 1e6) return `${Number(significant(value / 1e6))} M`;
    return Math.abs(value) >= 1e4 ? `${Number(significant(value / 1e3))} k` : String(Number(value.toPrecision(4)));
  }

  const withUnit = (value, unit) => value === null || value === undefined ? '–' : significant(value) + (unit ? ` ${unit}` : '');
  const label = metric => metric.unit ? `${metric.name} (${metric.unit})` : metric.name;
  const inWords = channels => `${channels} channel${channels === 1 ? '' : 's'}`;

  // Built from nodes, not markup: names of workloads and files may hold anything.
  function tip(title, rows) {
    const box = document.createElement('div');
    box.className = 'tip';
    const head = document.createElement('b');
    head.textContent = title;
    const table = document.createElement('table');
    for (const [color, ...texts] of rows) {
      const row = table.insertRow();
      texts.forEach((text, i) => {
        const cell = row.insertCell();
        if (i > 0) cell.className = 'number';
        if (i === 0 && color) {
          const mark = document.createElement('i');
          mark.style.background = color;
          cell.append(mark);
        }
        cell.append(text);
      });
    }
    box.append(head, table);
    return box;
  }

  function base(theme, names, selected) {
    return {
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: 'system-ui, "Open Sans", sans-serif', color: theme.ink },
      // The page has a legend of its own that switches all charts of a guest; this one only remembers what is switched off.
      legend: { show: false, data: names, selected },
      grid: { left: 8, right: 24, top: 34, bottom: 8, containLabel: true },
    };
  }

  const box = theme => ({ confine: true, backgroundColor: theme.paper, borderColor: theme.line, textStyle: { color: theme.ink, fontSize: 12 } });

  const lineOf = theme => ({ lineStyle: { color: theme.muted } });

  function axis(theme, name, more) {
    return {
      name, nameLocation: 'middle', nameGap: 30, nameTextStyle: { color: theme.muted }, axisLabel: { color: theme.ink, hideOverlap: true },
      axisLine: lineOf(theme), axisTick: lineOf(theme), splitLine: { lineStyle: { color: theme.grid } }, ...more,
    };
  }

  // The name stands above the axis, to be read without turning the head.
  const upright = theme => ({ nameLocation: 'end', nameGap: 12, nameTextStyle: { color: theme.muted, align: 'left', padding: [0, 0, 0, -20] } });

  // Logarithmic beyond 30 times, as in the pictures; says so.
  function valueAxis(theme, name, values) {
    const positive = values.filter(value => value > 0);
    const least = Math.min(...positive);
    const most = Math.max(...positive);
    const log = positive.length > 0 && most / least > LARGEST_LINEAR_SPAN;
    const range = log ? { type: 'log', min: 10 ** Math.floor(Math.log10(least) - 0.05) } : { type: 'value', min: 0 };
    return axis(theme, log ? `${name}, log scale` : name, { ...upright(theme), ...range, axisLabel: { color: theme.ink, formatter: short } });
  }

  const decal = (series, theme) => series.measured ? undefined : { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4, color: theme.paper };

  const mark = (series, theme) => series.measured ? { color: series.color, opacity: 1 } : { color: theme.paper, borderColor: series.color, borderWidth: 2, opacity: 1 };

  function bars(data, theme, selected, metricIndex) {
    const metric = data.metrics[metricIndex];
    const rowOf = (series, channels) => series.rows.find(row => row.channels === channels);
    const figure = (series, channels) => rowOf(series, channels)?.figures[metricIndex] ?? [null, null, null];
    const all = data.series.flatMap(series => series.rows.map(row => row.figures[metricIndex]));
    const y = valueAxis(theme, label(metric), all.map(values => values[0] ?? 0));
    const layout = { barGap: '8%', barCategoryGap: '18%' };
    return {
      ...base(theme, data.series.map(series => series.name), selected),
      xAxis: axis(theme, '', { type: 'category', data: data.channels.map(inWords), axisTick: { show: false } }),
      yAxis: y,
      tooltip: {
        ...box(theme), trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: theme.muted, opacity: 0.08 } },
        formatter: items => tip(`${label(metric)}, ${items[0].axisValue}`, data.series.flatMap(series => {
          const row = rowOf(series, data.channels[items[0].dataIndex]);
          if (!row) return [];
          const [median, low, high] = row.figures[metricIndex];
          if (median === null) return [[series.color, series.name, row.remark || '–', '']];
          const interval = low === null ? '' : `${significant(low)} to ${significant(high)}`;
          return [[series.color, series.name, withUnit(median, metric.unit), interval, `n = ${row.n}`]];
        })),
      },
      series: [
        ...data.series.map(series => ({
          type: 'bar', name: series.name, ...layout, itemStyle: { color: series.color, decal: decal(series, theme) },
          data: data.channels.map(channels => figure(series, channels)[0]),
        })),
        ...data.series.map((series, index) => ({
          type: 'custom', name: series.name, z: 5, silent: true, itemStyle: { color: theme.ink }, tooltip: { show: false },
          encode: { x: 0, y: [1, 2] },
          data: data.channels.map((channels, i) => [i, ...figure(series, channels).slice(1), i]),
          renderItem: (_, api) => whisker(api, layout, data.series.length, index, y.min, theme, missing(rowOf(series, data.channels[api.value(3)]), metric)),
        })),
      ],
    };
  }

  // What stands in a bar's place: a gap could as well mean that nobody tried. A time-out is a bound, not a figure.
  function missing(row, metric) {
    if (!row) return '';
    const bound = metric.key === 'total_time_ms' && row.bound !== null ? `> ${short(row.bound)} ms` : '';
    return [bound, row.n === 0 ? '100% failure' : ''].filter(text => text).join(', ');
  }

  function whisker(api, layout, count, index, floor, theme, missing) {
    const visible = api.currentSeriesIndices().filter(i => i < count);
    const place = api.barLayout({ ...layout, count: visible.length })[visible.indexOf(index)];
    if (!place) return undefined;
    const at = value => api.coord([api.value(0), value]);
    if (missing) {
      const [x, y] = at(floor);
      return { type: 'text', x: x + place.offsetCenter, y: y - 6, rotation: Math.PI / 2, style: { text: missing, fill: theme.ink, fontSize: 11, verticalAlign: 'middle' } };
    }
    if (!(api.value(2) > 0)) return undefined;
    const [x, top] = at(api.value(2));
    const [, bottom] = at(Math.max(api.value(1), floor));
    const cap = Math.min(5, place.width / 5);
    const center = x + place.offsetCenter;
    const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: theme.ink, lineWidth: 1.2 } });
    return {
      type: 'group',
      children: [line(center, top, center, bottom), line(center - cap, top, center + cap, top), line(center - cap, bottom, center + cap, bottom)],
    };
  }

  function ratio(data, theme, selected) {
    // Guest memory moved, not bytes on the wire: a method that compresses less sends more of those.
    const [speed, perRatio] = ['guest_mb_per_s', 'ratio'].map(key => data.metrics.findIndex(metric => metric.key === key));
    const points = series => series.rows.filter(row => row.figures[speed][0] > 0 && row.figures[perRatio][0] > 0);
    const shown = data.series.filter(series => points(series).length > 0);
    const point = (series, row) => {
      const value = [row.figures[perRatio][0], row.figures[speed][0]];
      const isFront = data.fronts.some(front => front.measured === series.measured && front.points.some(([x, y]) => x === value[0] && y === value[1]));
      return { value, channels: row.channels, n: row.n, isFront };
    };
    return {
      ...base(theme, shown.map(series => series.name), selected),
      grid: { left: 8, right: 34, top: 34, bottom: 30, containLabel: true },
      xAxis: axis(theme, 'ratio (uncompressed ÷ compressed)', { type: 'value', scale: true }),
      yAxis: valueAxis(theme, label(data.metrics[speed]), shown.flatMap(series => points(series).map(row => row.figures[speed][0]))),
      tooltip: {
        ...box(theme), trigger: 'item',
        formatter: item => tip(`${item.seriesName}, ${inWords(item.data.channels)}`, [
          ['', 'ratio', significant(item.value[0])], ['', 'guest throughput', withUnit(item.value[1], 'MB/s')], ['', 'n', String(item.data.n)]]),
      },
      series: [
        ...data.fronts.map(front => ({
          type: 'line', data: front.points, symbol: 'none', silent: true, tooltip: { show: false },
          lineStyle: { color: theme.muted, width: 1.5, opacity: 0.6, type: front.measured ? 'solid' : 'dashed' },
        })),
        ...shown.map(series => ({
          type: 'scatter', name: series.name, symbol: 'circle', symbolSize: 11, itemStyle: mark(series, theme),
          label: { show: true, position: 'right', formatter: item => item.data.isFront ? `${item.data.channels} chl` : '', color: theme.ink, fontSize: 11 },
          labelLayout: { hideOverlap: true }, emphasis: { scale: 1.3 },
          data: points(series).map(row => point(series, row)),
        })),
      ],
    };
  }

  const stroke = (series, width) => ({ color: series.color, width, type: series.measured ? 'solid' : 'dashed' });

  function scaling(data, theme, selected) {
    const rate = data.metrics.findIndex(metric => metric.key === 'pages_per_second');
    const rows = series => series.rows.filter(row => row.figures[rate][0] > 0);
    const shown = data.series.filter(series => rows(series).length > 1);
    const least = data.channels[0];
    const most = data.channels[data.channels.length - 1];
    const gain = (series, row) => row.figures[rate][0] / rows(series)[0].figures[rate][0];
    return {
      ...base(theme, shown.map(series => series.name), selected),
      grid: { left: 8, right: 34, top: 34, bottom: 30, containLabel: true },
      xAxis: axis(theme, 'channels, log scale', { type: 'log', logBase: 2, min: least, max: most, axisLabel: { color: theme.ink, formatter: value => data.channels.includes(value) ? value : '' } }),
      yAxis: axis(theme, 'gain, log scale', { ...upright(theme), type: 'log', logBase: 2, axisLabel: { color: theme.ink, formatter: value => `${Number(value.toFixed(3))}×` } }),
      tooltip: {
        ...box(theme), trigger: 'item',
        formatter: item => tip(`${item.seriesName}, ${inWords(item.value[0])}`, [['', 'pages/s', significant(item.data.rate)], ['', 'gain', `${significant(item.value[1])}×`]]),
      },
      series: [
        ...shown.map(series => ({
          type: 'line', name: series.name, symbol: 'circle', symbolSize: 8, lineStyle: stroke(series, 2), itemStyle: mark(series, theme),
          data: rows(series).map(row => ({ value: [row.channels, gain(series, row)], rate: row.figures[rate][0] })),
        })),
        {
          type: 'line', name: 'perfect scaling', symbol: 'none', silent: true, tooltip: { show: false }, lineStyle: { color: theme.muted, width: 1, type: 'dotted' },
          data: [[least, 1], { value: [most, most / least], label: { show: true, position: 'left', formatter: 'perfect', color: theme.muted, fontSize: 11 } }],
        },
      ],
    };
  }

  function rounds(data, theme, selected, channels) {
    const shown = data.series.flatMap(series => series.timelines.filter(line => line.channels === channels).map(line => ({ series, line })));
    const sent = round => round[3] + round[4];
    const y = valueAxis(theme, 'pages', shown.flatMap(({ line }) => line.rounds.flatMap(round => [round[2], sent(round)])));
    const point = (line, index, value) => ({ value: [line.rounds[index][0], Math.max(value, y.min)], index, line });
    const one = ({ series, line }, pages, more) => ({
      name: series.name, itemStyle: mark(series, theme), data: line.rounds.map((round, i) => point(line, i, pages(round))), ...more,
    });
    return {
      ...base(theme, shown.map(({ series }) => series.name), selected),
      grid: { left: 8, right: 34, top: 34, bottom: 30, containLabel: true },
      xAxis: axis(theme, 'time since the migration began (ms)', { type: 'value', min: 0 }),
      yAxis: y,
      tooltip: {
        ...box(theme), trigger: 'item',
        formatter: item => {
          const [start, duration, dirty, zero, normal, wire, mbps] = item.data.line.rounds[item.data.index];
          return tip(`${item.seriesName}, round ${item.data.index + 1} of ${item.data.line.rounds.length}`, [
            ['', 'started after', withUnit(start, 'ms')], ['', 'took', withUnit(duration, 'ms')], ['', 'dirty when it began', `${dirty} pages`],
            ['', 'sent with content', `${normal} pages`], ['', 'sent as zero pages', `${zero} pages`], ['', 'on the wire', `${significant(wire / 1048576)} MiB`],
            ['', 'rate', withUnit(mbps, 'Mbit/s')], ['', 'migration took', withUnit(item.data.line.totalTimeMs, 'ms')]]);
        },
      },
      series: [
        ...shown.map(entry => one(entry, round => round[2], { type: 'line', symbol: 'circle', symbolSize: 7, lineStyle: stroke(entry.series, 2) })),
        ...shown.map(entry => one(entry, sent, {
          type: 'scatter', symbol: 'rect', symbolSize: 8, itemStyle: { color: theme.paper, borderColor: entry.series.color, borderWidth: 1.5, opacity: 1 },
        })),
      ],
    };
  }

  function sizes(data, theme, selected) {
    const shown = data.series.filter(series => series.sizes.length > 0);
    return {
      ...base(theme, shown.map(series => series.name), selected),
      grid: { left: 8, right: 34, top: 34, bottom: 30, containLabel: true },
      xAxis: axis(theme, 'compressed size of a page (bytes); 4096 did not shrink', { type: 'value', min: 0, max: 4096, interval: 512, axisLabel: { color: theme.ink, formatter: String } }),
      yAxis: axis(theme, 'share of pages of at most that size (%)', { ...upright(theme), type: 'value', min: 0, max: 100 }),
      tooltip: {
        ...box(theme), trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: theme.muted } },
        formatter: items => tip(`at most ${Math.round(items[0].axisValue)} bytes`, shown.map(series => [series.color, series.name, `${shareAt(series, items[0].axisValue).toFixed(1)} % of pages`])),
      },
      series: shown.map(series => ({ type: 'line', step: 'end', name: series.name, symbol: 'none', lineStyle: stroke(series, 2), itemStyle: { color: series.color }, data: series.sizes })),
    };
  }

  const shareAt = (series, bytes) => series.sizes.reduce((share, [size, percent]) => size <= bytes ? percent : share, 0);

  return { bars, ratio, scaling, rounds, sizes, label, inWords };
})();
