import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from "chart.js";
import { useEffect, useRef } from "preact/hooks";
import { count } from "../format";
import { theme } from "../theme";
import { spanMs, type Depths, type Sample } from "./depths";

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

type Line = Chart<"line", { x: number; y: number | null }[]>;

/** Of one queue, or of all. */
export const depthOf = ({ total, of }: Sample, queue: string | undefined): number | null =>
  total === undefined ? null : queue === undefined ? total : (of.get(queue) ?? 0);

export function DepthChart({ depths, queue }: { depths: Depths; queue: string | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Line>(undefined);
  const shown = theme.value;
  const turn = depths.turn.value;

  useEffect(() => {
    chart.current = new Chart(canvas.current!, {
      type: "line",
      data: { datasets: [{ data: [], stepped: "before", pointRadius: 0, borderWidth: 2, fill: "origin", spanGaps: false }] },
      options: {
        // It moves on by a second each second; to glide there would keep the page busy for nothing.
        animation: false,
        events: [],
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        scales: {
          x: {
            type: "linear",
            min: -spanMs,
            max: 0,
            grid: { display: false },
            ticks: { stepSize: 60_000, maxRotation: 0, callback: (value) => (value === 0 ? "now" : `${Math.round(Number(value) / 60_000)} min`) },
          },
          y: { min: 0, suggestedMax: 4, border: { display: false }, ticks: { precision: 0, maxTicksLimit: 5 }, grid: { drawTicks: false } },
        },
      },
    });
    return () => chart.current?.destroy();
  }, []);

  useEffect(() => {
    if (chart.current) colour(chart.current);
  }, [shown]);

  useEffect(() => {
    if (!chart.current) return;
    const now = depths.samples.at(-1)?.at ?? Date.now();
    chart.current.data.datasets[0]!.data = depths.samples.map((sample) => ({ x: sample.at - now, y: depthOf(sample, queue) }));
    chart.current.update("none");
  }, [turn, queue, shown]);

  const known = depths.samples.map((sample) => depthOf(sample, queue)).filter((depth) => depth !== null);
  return (
    <div class="depth-plot">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Waiting calls of the last five minutes: ${count(known.at(-1) ?? 0)} now, at most ${count(Math.max(0, ...known))}`}
      />
    </div>
  );
}

function colour(chart: Line): void {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const dataset = chart.data.datasets[0]!;
  dataset.borderColor = of("brand");
  dataset.backgroundColor = of("brand-soft");
  const { x, y } = chart.options.scales!;
  for (const axis of [x!, y!]) {
    axis.ticks!.color = of("muted");
    axis.ticks!.font = { family: style.fontFamily, size: 12 };
  }
  x!.border = { color: of("line") };
  y!.grid!.color = of("line");
}
