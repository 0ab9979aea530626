(() => {
  // The live page takes the place of what the relay painted once it shows the same: nothing moves, and
  // where the reader was they still are.
  const find = (what) => document.querySelector(what);
  let due;

  const swap = () => {
    watch.disconnect();
    clearTimeout(due);
    const paint = find("#paint");
    if (!paint) return;
    const held = paint.contains(document.activeElement) && document.activeElement;
    const open = paint.querySelector("details[open]");
    paint.remove();
    const table = find("main details.table");
    if (open && table) table.open = true;
    const same = held.href ? [...document.links].find((link) => link.href == held.href) : held && table?.firstChild;
    if (same) same.focus({ preventScroll: true });
  };

  // Beside the chart come days off and changes, which the drawing has; late ones are not waited for.
  const soon = (time) => {
    clearTimeout(due);
    due = setTimeout(swap, time);
  };
  let drawn;
  const look = () => {
    const live = find("#paint ~ main");
    if (!live) return;
    const has = (what) => live.querySelector(what);
    if (has(".state:not([data-state=loading])") || (live.dataset.ready == "true" && has("canvas, table, .nodata, .notice"))) {
      watch.disconnect();
      requestAnimationFrame(swap);
    } else if (!due) soon(9999);
    else if (!drawn && (drawn = has("canvas"))) soon(999);
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true, attributeFilter: ["data-ready"] });
})();
