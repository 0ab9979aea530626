// Loaded before every library: what they put off to the next frame waits here and is done within the
// frame that is measured. A browser hands out pointer moves at the beginning of a frame, before what
// was asked for that frame; a script's own events come at any time, so the order is made here.
const frames = (() => {
  const native = window.requestAnimationFrame.bind(window);
  let waiting = new Map();
  let last = 0;
  window.requestAnimationFrame = (callback) => {
    waiting.set(++last, callback);
    return last;
  };
  window.cancelAnimationFrame = (id) => waiting.delete(id);

  // Does what was put off until now; what that puts off again waits for the next frame.
  function work() {
    const now = waiting;
    waiting = new Map();
    for (const callback of now.values()) callback(performance.now());
  }

  return {
    work,

    // A chart's leavings must not run in another's frame.
    forget() {
      waiting = new Map();
    },

    // Some frames in which nobody is measured.
    async pass(count) {
      for (let frame = 0; frame < count; frame++) {
        await new Promise(native);
        work();
      }
    },

    // Milliseconds from `begin` at a frame's start, through what was put off and `end`, until the
    // browser has laid out and painted: a message comes only after the frame it was posted in.
    measured(begin, end) {
      return new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        let begun;
        native(() => {
          begun = performance.now();
          begin();
        });
        // Between two callbacks of a frame comes what was promised in the first.
        native(() => {
          work();
          end();
          port1.onmessage = () => done(performance.now() - begun);
          port2.postMessage(0);
        });
      });
    },
  };
})();
