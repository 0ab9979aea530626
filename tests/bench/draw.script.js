// Drawing by the page's own code and by three chart libraries, in turns, in one browser: solid lines,
// axes with their texts, the same box, device pixel ratio 1. A canvas' pixels are read once within
// the time, so that what the browser puts off is counted too.
import { CONTESTANTS, HEIGHT, WIDTH, prepare, task } from "./contestants.script.js";

// A multiple of the eight orders below: each contestant is as often at each place.
const ROUNDS = 24;
const HOVERS = 3;
const CASES = [
  { lines: 4, days: 30 },
  { lines: 20, days: 365 },
  { lines: 48, days: 1100 },
];

// The same walk for all, the same on every machine.
function numbers(count) {
  let state = 12345;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  });
}

function walks({ lines, days }, level, pace) {
  return Array.from({ length: lines }, (_, line) => {
    const steps = numbers(days * (line + 1)).slice(-days);
    let at = level + line * 40;
    return steps.map((step) => Math.round((at += (step - 0.5) * pace) * 10000) / 10000);
  });
}

const canvases = (place) => [...place.querySelectorAll("canvas")];

function flush(place) {
  for (const canvas of canvases(place)) canvas.getContext("2d").getImageData(0, 0, 1, 1);
}

function pixels(place) {
  return canvases(place)
    .map((canvas) => canvas.toDataURL())
    .join();
}

function must(holds, who, what) {
  if (!holds) throw new Error(`${who.name}: ${what}`);
}

async function within(place, change) {
  const begun = performance.now();
  const result = await change();
  flush(place);
  return [performance.now() - begun, result];
}

// Runs `use` on an empty place, which is gone afterwards.
async function placed(use) {
  const place = document.createElement("div");
  place.className = "place";
  document.body.append(place);
  flush(place);
  await use(place);
  place.remove();
  frames.forget();
  await new Promise((next) => setTimeout(next, 5));
}

function middle({ days }) {
  return [Math.floor(days / 4), Math.floor(days / 2)];
}

function first(who, task, note) {
  return placed(async (place) => {
    const [took, chart] = await within(place, () => who.still(place, task));
    note("first draw", took);
    chart.end();
  });
}

function changes(who, task, next, note) {
  return placed(async (place) => {
    const chart = await who.changing(place, task);
    flush(place);
    // The first change finds nothing warm, whichever it is.
    await chart.hide(1);
    await chart.show(1);
    flush(place);
    const time = async (action, change) => note(action, (await within(place, change))[0]);
    await time("legend", () => chart.hide(1));
    await chart.show(1);
    flush(place);
    await time("zoom", () => chart.zoom(...middle(task)));
    await chart.zoom(0, task.days);
    flush(place);
    await time("redraw", () => chart.redraw(next));
    chart.end();
  });
}

// The pointer moves over the chart's middle, where each of them has days; `share` is 0 to 1.
function move(over, share) {
  const box = over.getBoundingClientRect();
  const [clientX, clientY] = [box.left + (0.2 + 0.6 * share) * box.width, box.top + box.height / 2];
  const target = document.elementFromPoint(clientX, clientY);
  const all = { bubbles: true, cancelable: true, composed: true, view: window, clientX, clientY };
  return () => {
    target.dispatchEvent(new PointerEvent("pointermove", { ...all, pointerType: "mouse" }));
    target.dispatchEvent(new MouseEvent("mousemove", { ...all, movementX: 1 }));
  };
}

function hover(who, task, round, note) {
  return placed(async (place) => {
    const chart = await who.live(place, task);
    await frames.pass(3);
    // The first move makes what later ones fill.
    for (let step = 0; step <= HOVERS; step++) {
      const share = ((round * 7 + step * 11) % 24) / 24;
      const took = await frames.measured(move(chart.over(), share), () => flush(place));
      must(chart.told() === task.lines, who, `a pointer is told ${chart.told()} values`);
      if (step > 0) note("hover", took);
    }
    chart.end();
  });
}

// Once before the clock runs: is everything drawn when it is said to be, and does a change show?
async function checked(who, task, next) {
  await placed(async (place) => {
    const chart = await who.still(place, task);
    const drawn = pixels(place);
    await frames.pass(3);
    must(drawn === pixels(place), who, "goes on drawing after it was measured");
    const empty = document.createElement("canvas");
    Object.assign(empty, { width: WIDTH, height: HEIGHT });
    must(drawn.length > 4 * empty.toDataURL().length, who, "draws nothing");
    chart.end();
  });
  await placed(async (place) => {
    const chart = await who.changing(place, task);
    const change = async (what, act) => {
      const before = pixels(place);
      await act();
      const after = pixels(place);
      must(before !== after, who, `${what} shows nothing`);
      await frames.pass(2);
      must(after === pixels(place), who, `${what} goes on after it was measured`);
    };
    await change("legend", () => chart.hide(1));
    await change("legend", () => chart.show(1));
    await change("zoom", () => chart.zoom(...middle(task)));
    await change("zoom", () => chart.zoom(0, task.days));
    await change("redraw", () => chart.redraw(next));
    chart.end();
  });
}

// All turns, then all turns backwards.
function order(round) {
  const turn = round % CONTESTANTS.length;
  const turned = [...CONTESTANTS.slice(turn), ...CONTESTANTS.slice(0, turn)];
  return Math.floor(round / CONTESTANTS.length) % 2 ? turned.reverse() : turned;
}

async function measure(shape) {
  const [now, next] = [task(walks(shape, 1200, 60)), task(walks(shape, 2600, 90))];
  const times = {};
  for (const who of CONTESTANTS) await checked(who, now, next);
  for (let round = 0; round < ROUNDS; round++) {
    for (const who of order(round)) {
      const note = (action, took) => ((times[action] ??= {})[who.name] ??= []).push(took);
      await first(who, now, note);
      await changes(who, now, next, note);
      await hover(who, now, round, note);
    }
  }
  now.free();
  next.free();
  return { ...shape, times };
}

window.results = [];
try {
  must(window.crossOriginIsolated, { name: "the browser" }, "its clock is too coarse");
  must(window.devicePixelRatio === 1, { name: "the browser" }, "its pixels are not CSS pixels");
  await prepare();
  for (const shape of CASES) window.results.push(await measure(shape));
} catch (error) {
  window.failed = String(error.stack ?? error);
}
window.done = true;
