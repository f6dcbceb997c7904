import { count, hourLabel } from "../format";
import type { Hours } from "./hours";

/** The chart's figures for those who would rather read them. */
export function HoursTable({ hours: { hours, series } }: { hours: Hours }) {
  return (
    <div class="hours-table" tabIndex={0} role="region" aria-label="Calls per hour today">
      <table>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {series.map(({ outcome }) => (
              <th scope="col" key={outcome.tone}>
                {outcome.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour, index) => (
            <tr key={hour}>
              <th scope="row">{hourLabel(hour)}</th>
              {series.map(({ outcome, counts }) => (
                <td key={outcome.tone}>{count(counts[index]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
