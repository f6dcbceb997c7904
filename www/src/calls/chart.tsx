import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from "chart.js";
import { useEffect, useRef } from "preact/hooks";
import { count, hourLabel } from "../format";
import { theme } from "../theme";
import { describe, type Hours } from "./hours";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export function HoursChart({ hours }: { hours: Hours }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const chart = useRef<Chart<"bar">>(undefined);
  const shown = theme.value;

  useEffect(() => {
    chart.current = new Chart(canvas.current!, {
      type: "bar",
      data: { labels: [], datasets: [] },
      options: {
        maintainAspectRatio: false,
        animation: calm.matches ? false : { duration: 350 },
        interaction: { mode: "index", intersect: false },
        plugins: { tooltip: { filter: ({ raw }) => raw !== 0, boxPadding: 4, padding: 10, cornerRadius: 8 } },
        scales: {
          x: { stacked: true, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 14 } },
          y: { stacked: true, border: { display: false }, ticks: { precision: 0, maxTicksLimit: 5 }, grid: { drawTicks: false } },
        },
      },
    });
    return () => chart.current?.destroy();
  }, []);

  useEffect(() => {
    if (chart.current) draw(chart.current, hours);
  }, [hours, shown]);

  return (
    <div class="hours-chart">
      <div class="hours-plot">
        <canvas ref={canvas} role="img" aria-label={describe(hours)} />
      </div>
      <ul class="legend" aria-label="Result">
        {hours.series.map(({ outcome, total }) => (
          <li key={outcome.tone}>
            <span class={`swatch tone-${outcome.tone}`} aria-hidden="true" />
            {outcome.label} <span class="legend-count">{count(total)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const shape = {
  // A gap between the parts of a bar, so that they do not depend on colour alone.
  borderWidth: { top: 1.5, right: 0, bottom: 0, left: 0 },
  borderSkipped: false,
  borderRadius: 2,
  maxBarThickness: 26,
  categoryPercentage: 0.72,
  barPercentage: 1,
} as const;

/** Gives the chart its figures, in the colours of the theme. */
function draw(chart: Chart<"bar">, { hours, series }: Hours): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const before = new Map(chart.data.datasets.map((dataset) => [dataset.label, dataset]));
  chart.data.labels = hours.map(hourLabel);
  // A set that stays the same object grows from where it was.
  chart.data.datasets = series.map(({ outcome, counts }) =>
    Object.assign(before.get(outcome.label) ?? { label: outcome.label, ...shape, data: [] }, {
      data: counts,
      backgroundColor: colour(`tone-${outcome.tone}`),
      borderColor: colour("surface"),
    }),
  );
  const { x, y } = chart.options.scales!;
  for (const axis of [x!, y!]) axis.ticks!.color = colour("muted");
  x!.border = { color: colour("line") };
  y!.grid!.color = colour("line");
  const tooltip = chart.options.plugins!.tooltip!;
  tooltip.backgroundColor = colour("ink");
  tooltip.titleColor = tooltip.bodyColor = colour("surface");
  const font = { family: style.fontFamily, size: 12 };
  tooltip.titleFont = tooltip.bodyFont = font;
  for (const axis of [x!, y!]) axis.ticks!.font = font;
  chart.update();
}
