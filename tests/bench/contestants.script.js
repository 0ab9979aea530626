// The contestants, each told to do the same and set up as its documentation recommends for speed:
// no animation, no points, no legend of its own where none is measured. Each makes a chart of a task
// in a place: `still` for the first draw, `changing` for redraws, `live` for a pointer over it.
import init, { Drawing } from "./draw.js";

export const WIDTH = 1200;
export const HEIGHT = 480;
export const DAY = 86400;
export const BEGIN = Date.UTC(2023, 9, 1) / 1000 - 8 * 3600;
const INKS = ["#2b3138", "#2f6fde", "#c2570c"];

const name = (line) => `line ${line + 1}`;
const ink = (line) => INKS[line % INKS.length];
const breadth = (lines) => (lines > 4 ? 1 : 2);

// What each of them draws, in the form that it takes without turning it over first.
export function task(lines) {
  const days = Array.from({ length: lines[0].length }, (_, day) => BEGIN + day * DAY);
  return {
    lines: lines.length,
    days: days.length,
    labels: days.map((day) => new Date((day + 8 * 3600) * 1000).toISOString().slice(0, 10)),
    drawing: Drawing.new(days.length, BEGIN, Float64Array.from(lines.flat())),
    columns: [days, ...lines],
    points: lines.map((values) => values.map((y, x) => ({ x, y }))),
    rows: lines.map((data) => ({ data })),
    free() {
      this.drawing.free();
    },
  };
}

function canvasIn(place) {
  const canvas = document.createElement("canvas");
  place.append(canvas);
  return canvas;
}

const bootlens = {
  name: "Bootlens",
  async still(place, task) {
    const canvas = canvasIn(place);
    const draw = (task, from, days, hidden) =>
      task.drawing.draw(canvas, WIDTH, HEIGHT, from, days, hidden);
    draw(task, 0, task.days);
    return {
      redraw: (next) => draw(next, 0, next.days),
      hide: (line) => draw(task, 0, task.days, line),
      show: () => draw(task, 0, task.days),
      zoom: (from, days) => draw(task, from, days),
      end() {},
    };
  },
  changing(place, task) {
    return this.still(place, task);
  },
  async live(place, task) {
    const panel = task.drawing.live(place);
    return {
      over: () => place.querySelector("canvas"),
      told: () => place.querySelectorAll(".tooltip tbody tr").length,
      end: () => panel.free(),
    };
  },
};

const uplot = {
  name: "uPlot",
  async make(place, task, more) {
    let drawn;
    const next = () => new Promise((done) => (drawn = done));
    const series = Array.from({ length: task.lines }, (_, line) => ({
      label: name(line),
      stroke: ink(line),
      width: breadth(task.lines),
      points: { show: false },
    }));
    const options = {
      width: WIDTH,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_, low, high) => [Math.min(0, low), high] } },
      series: [{}, ...series],
      hooks: { draw: [() => drawn()] },
      ...more,
    };
    const first = next();
    const plot = new uPlot(options, task.columns, place);
    await first;
    // What it is told is drawn in a microtask.
    const after = (change) => {
      const done = next();
      change();
      return done;
    };
    return {
      redraw: (next) => after(() => plot.setData(next.columns)),
      hide: (line) => after(() => plot.setSeries(line + 1, { show: false })),
      show: (line) => after(() => plot.setSeries(line + 1, { show: true })),
      zoom: (from, days) =>
        after(() =>
          plot.setScale("x", { min: BEGIN + from * DAY, max: BEGIN + (from + days - 1) * DAY }),
        ),
      over: () => plot.over,
      told: () =>
        [...place.querySelectorAll(".u-legend .u-series:not(:first-child) .u-value")].filter((one) =>
          /\d/.test(one.textContent),
        ).length,
      end: () => plot.destroy(),
    };
  },
  still(place, task) {
    return this.make(place, task, {});
  },
  changing(place, task) {
    return this.make(place, task, {});
  },
  live(place, task) {
    return this.make(place, task, { legend: { show: true, live: true }, cursor: { show: true } });
  },
};

const chartjs = {
  name: "Chart.js",
  async make(place, task, more) {
    const ticks = { minRotation: 0, maxRotation: 0, sampleSize: 10 };
    const { tooltip, ...rest } = more;
    const chart = new Chart(canvasIn(place), {
      type: "line",
      data: {
        datasets: task.points.map((data, line) => ({
          label: name(line),
          data,
          borderColor: ink(line),
          borderWidth: breadth(task.lines),
          pointRadius: 0,
        })),
      },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        spanGaps: true,
        responsive: false,
        devicePixelRatio: 1,
        plugins: {
          legend: { display: false },
          decimation: { enabled: false },
          tooltip: tooltip ?? { enabled: false },
        },
        scales: {
          x: {
            type: "linear",
            min: 0,
            max: task.days - 1,
            ticks: { ...ticks, callback: (day) => task.labels[day] },
          },
          y: { beginAtZero: true, ticks },
        },
        ...rest,
      },
    });
    const after = (change) => {
      change();
      chart.update("none");
    };
    return {
      redraw: (next) =>
        after(() => next.points.forEach((data, line) => (chart.data.datasets[line].data = data))),
      hide: (line) => after(() => chart.setDatasetVisibility(line, false)),
      show: (line) => after(() => chart.setDatasetVisibility(line, true)),
      zoom: (from, days) =>
        after(() => Object.assign(chart.options.scales.x, { min: from, max: from + days - 1 })),
      over: () => chart.canvas,
      told: () => (chart.tooltip.opacity === 1 ? chart.tooltip.body.length : 0),
      end: () => chart.destroy(),
    };
  },
  still(place, task) {
    return this.make(place, task, { events: [] });
  },
  changing(place, task) {
    return this.make(place, task, { events: [] });
  },
  live(place, task) {
    return this.make(place, task, {
      tooltip: { enabled: true },
      interaction: { mode: "index", intersect: false },
    });
  },
};

const echart = {
  name: "ECharts",
  async make(place, task, more) {
    const size = { renderer: "canvas", devicePixelRatio: 1, width: WIDTH, height: HEIGHT };
    const chart = echarts.init(place, null, size);
    chart.setOption({
      animation: false,
      xAxis: { type: "category", boundaryGap: false, data: task.labels },
      yAxis: { type: "value" },
      series: task.rows.map(({ data }, line) => ({
        name: name(line),
        type: "line",
        showSymbol: false,
        itemStyle: { color: ink(line) },
        lineStyle: { width: breadth(task.lines) },
        data,
      })),
      ...more,
    });
    const act = (action) => chart.dispatchAction(action, { flush: true });
    return {
      redraw: (next) => chart.setOption({ series: next.rows }),
      hide: (line) => act({ type: "legendUnSelect", name: name(line) }),
      show: (line) => act({ type: "legendSelect", name: name(line) }),
      zoom: (from, days) =>
        act({ type: "dataZoom", startValue: from, endValue: from + days - 1 }),
      over: () => place.querySelector("canvas"),
      told: () => (place.innerText.match(/line \d+/g) ?? []).length,
      end: () => chart.dispose(),
    };
  },
  still(place, task) {
    return this.make(place, task, {});
  },
  changing(place, task) {
    return this.make(place, task, { legend: { show: false }, dataZoom: [{ type: "inside" }] });
  },
  live(place, task) {
    return this.make(place, task, {
      tooltip: {
        trigger: "axis",
        transitionDuration: 0,
        axisPointer: { type: "line", animation: false },
      },
    });
  },
};

export const CONTESTANTS = [bootlens, uplot, chartjs, echart];

export async function prepare() {
  await init();
}
