(() => {
  // The live page takes the place of what the relay painted once it shows the same: nothing moves, and
  // where the reader was they still are.
  const find = (what) => document.querySelector(what);
  let due, end, count = 0;

  const swap = () => {
    watch.disconnect();
    clearTimeout(due);
    clearTimeout(end);
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
