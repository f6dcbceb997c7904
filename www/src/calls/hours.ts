import type { Cdr } from "softphone-admin/yeastar";
import { count, hourLabel } from "../format";
import { outcomeOf, outcomes, type Outcome } from "./disposition";

export interface Hours {
  /** The hours shown, ascending. */
  readonly hours: readonly number[];
  /** One per kind of ending that occurs, with a count per hour. */
  readonly series: readonly { outcome: Outcome; counts: number[]; total: number }[];
  readonly total: number;
}

/** Office hours, and whatever lies outside of them. */
const [usualFirst, usualLast] = [8, 18];

export function hoursOf(calls: Iterable<Cdr>): Hours {
  const byTone = new Map<string, { outcome: Outcome; counts: number[] }>(
    outcomes.map((outcome) => [outcome.tone, { outcome, counts: Array<number>(24).fill(0) }]),
  );
  let [first, last, total] = [usualFirst, usualLast, 0];
  for (const call of calls) {
    const outcome = outcomeOf(call);
    const hour = new Date(call.timestamp * 1000).getHours();
    if (!byTone.has(outcome.tone)) {
      byTone.set(outcome.tone, { outcome: { ...outcome, label: "Other" }, counts: Array<number>(24).fill(0) });
    }
    byTone.get(outcome.tone)!.counts[hour]!++;
    first = Math.min(first, hour);
    last = Math.max(last, hour);
    total++;
  }
  const hours = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const series = [...byTone.values()]
    .map(({ outcome, counts }) => ({
      outcome,
      counts: hours.map((hour) => counts[hour]!),
      total: counts.reduce((sum, value) => sum + value, 0),
    }))
    .filter(({ total }) => total > 0);
  return { hours, series, total };
}

/** What the chart shows, in a sentence. */
export function describe({ hours, series, total }: Hours): string {
  const sums = hours.map((_, index) => series.reduce((sum, { counts }) => sum + counts[index]!, 0));
  const most = Math.max(...sums);
  const busiest = hours[sums.indexOf(most)]!;
  const parts = series.map(({ outcome, total }) => `${count(total)} ${outcome.label.toLowerCase()}`);
  return `Stacked bars of calls per hour today. ${count(total)} calls: ${parts.join(", ")}. Busiest hour: ${hourLabel(busiest)} with ${count(most)}.`;
}
