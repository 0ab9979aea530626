(() => {
  // What must work where the program can't: it did not come, it stopped, or another version is due.
  const root = document.documentElement, rounds = "bootlens.rounds", met = "bootlens.versions";
  const find = (id) => document.getElementById(id);
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  let started, leaving;

  // An apology, with the whole address.
  const tell = async () => {
    while (!find("same")) await wait(99);
    find("same").textContent = find("same").href = location.href;
    find("sorry").hidden = false;
    for (const main of document.querySelectorAll("main, .top")) main.inert = true;
  };

  // A neighbour version's file, which another relay of the same name has: what is fetched is kept, and
  // the document, loaded anew, finds it.
  const gather = async () => {
    if (leaving) return;
    leaving = true;
    try {
      const round = Number(sessionStorage.getItem(rounds));
      if (round > 3) return tell();
      sessionStorage.setItem(rounds, round + 1);
      const get = async ({ href }) => {
        for (let n = 0; n < 9 && !(await fetch(href)).ok; n++) await wait(99 * n);
      };
      await Promise.all([...document.querySelectorAll("link")].map(get));
      location.reload();
    } catch (_) {
      tell();
    }
  };

  // The program tells its own version and the relay's, where they differ. Each is loaded at most once,
  // and never under the reader's hands.
  const renew = () => {
    if (leaving) return;
    try {
      const pair = root.dataset.versions.split(" "), known = (sessionStorage.getItem(met) || "").split(" ");
      const busy = document.querySelector("dialog[open], .choices, input:focus, textarea:focus, select:focus");
      if (!busy && !known.includes(pair[1])) {
        sessionStorage.setItem(met, [...known, ...pair].join(" "));
        leaving = true;
        return location.reload();
      }
    } catch (_) {}
    find("newer").hidden = false;
  };

  const settle = () => {
    try {
      if (started && !leaving && document.readyState == "complete") sessionStorage.removeItem(rounds);
    } catch (_) {}
  };

  // A file's fault, a program's that stops or may not start, or one of the scripts that start it; what
  // others throw is theirs.
  const { RuntimeError, CompileError, LinkError } = WebAssembly;
  const fault = ({ target, error, reason, filename }) => {
    const cause = error || reason;
    if (target != window) gather();
    else if ([RuntimeError, CompileError, LinkError, RangeError].some((kind) => cause instanceof kind)) tell();
    else if (!started && filename?.startsWith(document.baseURI)) gather();
  };

  new MutationObserver(renew).observe(root, { attributeFilter: ["data-versions"] });
  addEventListener("error", fault, true);
  addEventListener("unhandledrejection", fault);
  addEventListener("load", settle);
  addEventListener("TrunkApplicationStarted", () => {
    started = true;
    settle();
  });
  const press = ({ target }) => target.closest?.(".reload") && location.reload();
  addEventListener("click", press, true);
})();
