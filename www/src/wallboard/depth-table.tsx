import { clockTime, count } from "../format";
import { depthOf } from "./depth-chart";
import type { Depths, Sample } from "./depths";

const everyMs = 30_000;

/** The same in numbers: the most that waited in each half minute, newest first. */
export function DepthTable({ depths, queue }: { depths: Depths; queue: string | undefined }) {
  void depths.turn.value;
  const spans = new Map<number, Sample[]>();
  for (const sample of depths.samples) {
    const from = Math.floor(sample.at / everyMs) * everyMs;
    spans.set(from, [...(spans.get(from) ?? []), sample]);
  }
  const rows = [...spans].reverse().map(([from, samples]) => {
    const known = samples.map((sample) => depthOf(sample, queue)).filter((depth) => depth !== null);
    return { from, most: known.length ? Math.max(...known) : undefined };
  });
  return (
    <div class="hours-table depth-table" tabIndex={0} role="region" aria-label="Waiting calls, newest first">
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">At most</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ from, most }) => (
            <tr key={from}>
              <th scope="row">{clockTime(new Date(from))}</th>
              <td>{most === undefined ? "not known" : count(most)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
