// A chart as one writes it by hand with ECharts: axes, three lines, legend and tooltip.
const link = document.querySelector("link[rel=preload]");
const INKS = ["#2b3138", "#2f6fde", "#c2570c"];
const NAMES = { all: "全部", ios: "iOS", android: "安卓" };

fetch(link.href)
  .then((answer) => answer.json())
  .then(({ series }) => {
    const begin = Date.parse(`${series[0].start}T00:00:00Z`);
    const label = (day) => new Date(begin + day * 86400000).toISOString().slice(0, 10);
    const chart = echarts.init(document.querySelector("#chart"), null, { renderer: "canvas" });
    chart.setOption({
      animation: false,
      color: INKS,
      legend: {},
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", boundaryGap: false, data: series[0].values.map((_, day) => label(day)) },
      yAxis: { type: "value", name: series[0].metric.unit },
      series: series.map(({ slice, values }) => ({
        name: NAMES[slice.platform],
        type: "line",
        showSymbol: false,
        data: values,
      })),
    });
  });
