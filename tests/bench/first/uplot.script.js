// A chart as one writes it by hand with uPlot: axes, three lines, a live legend.
const link = document.querySelector("link[rel=preload]");
const INKS = ["#2b3138", "#2f6fde", "#c2570c"];
const NAMES = { all: "全部", ios: "iOS", android: "安卓" };

fetch(link.href)
  .then((answer) => answer.json())
  .then(({ series }) => {
    const begin = Date.parse(`${series[0].start}T00:00:00+08:00`) / 1000;
    const days = series[0].values.map((_, day) => begin + day * 86400);
    const lines = series.map(({ slice, metric }, line) => ({
      label: NAMES[slice.platform],
      stroke: INKS[line],
      width: 2,
      points: { show: false },
      value: (_, value) => (value == null ? "–" : `${value} ${metric.unit}`),
    }));
    const options = { width: 1200, height: 480, series: [{}, ...lines] };
    const columns = [days, ...series.map(({ values }) => values)];
    new uPlot(options, columns, document.querySelector("#chart"));
  });
