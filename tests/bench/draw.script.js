// First draw of the page's painter and of uPlot, in turns, in one browser: solid lines, axes with
// their texts, the same box, device pixel ratio 1. Each draw is a new chart on a new canvas, and
// its pixels are read once, so that what the browser puts off is counted too.
import init, { Drawing } from "./draw.js";

const WIDTH = 1200;
const HEIGHT = 480;
const ROUNDS = 31;
const DAY = 86400;
const BEGIN = Date.UTC(2023, 9, 1) / 1000 - 8 * 3600;
const CASES = [
  { lines: 4, days: 30 },
  { lines: 20, days: 365 },
  { lines: 48, days: 1100 },
];

// The same walk for both, the same on every machine.
function numbers(count) {
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  });
}

function walks({ lines, days }) {
  return Array.from({ length: lines }, (_, line) => {
    const steps = numbers(days * (line + 1)).slice(-days);
    let at = 1200 + line * 40;
    return steps.map((step) => Math.round((at += (step - 0.5) * 60) * 10000) / 10000);
  });
}

function flush(canvas) {
  canvas.getContext("2d").getImageData(0, 0, 1, 1);
}

function ours(drawing) {
  const canvas = document.createElement("canvas");
  canvas.style.cssText = `width:${WIDTH}px;height:${HEIGHT}px;display:block`;
  document.body.append(canvas);
  const begun = performance.now();
  drawing.draw(canvas, WIDTH, HEIGHT, 1);
  flush(canvas);
  const took = performance.now() - begun;
  canvas.remove();
  return took;
}

async function theirs(columns, inks) {
  const place = document.createElement("div");
  document.body.append(place);
  const options = {
    width: WIDTH,
    height: HEIGHT,
    pxAlign: 1,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high] } },
    series: [{}, ...inks.map((stroke) => ({ stroke, width: inks.length > 4 ? 1 : 2, points: { show: false } }))],
  };
  const begun = performance.now();
  const drawn = new Promise((done) => (options.hooks = { draw: [done] }));
  const plot = new uPlot(options, columns, place);
  await drawn;
  flush(plot.ctx.canvas);
  const took = performance.now() - begun;
  plot.destroy();
  place.remove();
  return took;
}

function median(times) {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
}

async function measure(shape) {
  const lines = walks(shape);
  const days = Array.from({ length: shape.days }, (_, day) => BEGIN + day * DAY);
  const drawing = Drawing.new(shape.days, BEGIN, Float64Array.from(lines.flat()));
  const inks = lines.map((_, line) => ["#2b3138", "#2f6fde", "#c2570c"][line % 3]);
  const times = { ours: [], theirs: [] };
  for (let round = 0; round < ROUNDS; round++) {
    // In turns, and each as often first, so that neither always finds the other's memory.
    if (round % 2) times.ours.push(ours(drawing));
    times.theirs.push(await theirs([days, ...lines], inks));
    if (round % 2 === 0) times.ours.push(ours(drawing));
    await new Promise((next) => setTimeout(next, 5));
  }
  return { ...shape, ours: median(times.ours), theirs: median(times.theirs) };
}

await init();
const results = [];
for (const shape of CASES) results.push(await measure(shape));
window.results = results;
