(() => {
  // The live page takes the place of what the relay painted once it shows the same: nothing moves, and
  // where the reader was they still are.
  const find = (what) => document.querySelector(what);
  let due, end, begun, count = 0;

  // What the program will ask for is asked for while it is on its way, with the headers of its own
  // (`api.rs`); it finds the answers by address and language.
  const asked = (window.asked = new Map());
  const ask = (path) => {
    const address = new URL(document.baseURI).pathname + path, language = document.documentElement.lang;
    const kind = path.startsWith("api/v1/performance?") ? "application/x-ndjson, application/json" : "application/json, */*";
    const answer = fetch(address, { headers: { accept: kind, "accept-language": language }, redirect: "manual" });
    // Of what does not come the program learns when it asks itself.
    answer.catch(() => {});
    asked.set(address + " " + language, answer);
  };

  const swap = () => {
    watch.disconnect();
    clearTimeout(due);
    clearTimeout(end);
    asked.clear();
    const paint = find("#paint");
    // Of a program that stopped, what was painted stays to be read.
    if (!paint || !find("#sorry").hidden) return;
    const held = paint.contains(document.activeElement) && document.activeElement;
    const open = paint.querySelector("details[open]");
    paint.remove();
    const table = find("main details.table");
    if (open && table) table.open = true;
    const same = held.href ? [...document.links].find((link) => link.href == held.href) : held && table?.firstChild;
    if (same) same.focus({ preventScroll: true });
  };

  // One chart comes after the other, and beside them days off and changes, which the drawing has; what
  // keeps the reader waiting longer comes into the live page.
  const look = () => {
    const asks = !begun && find("#paint[data-asks]");
    if (asks) {
      begun = true;
      asks.dataset.asks.split(" ").forEach(ask);
    }
    const live = find("#paint ~ main");
    if (!live) return;
    const has = (what) => live.querySelector(what);
    if (has(".state:not([data-state=loading])") || (live.dataset.ready == "true" && has("canvas, table, .nodata, .notice"))) {
      watch.disconnect();
      requestAnimationFrame(swap);
      return;
    }
    end ??= setTimeout(swap, 9999);
    const drawn = live.querySelectorAll("canvas").length;
    if (drawn > count) {
      count = drawn;
      clearTimeout(due);
      due = setTimeout(swap, 1500);
    }
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true, attributeFilter: ["data-ready"] });
})();
