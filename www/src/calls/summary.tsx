import { useState } from "preact/hooks";
import { Icon } from "../components/icons";
import { count, duration, percent, spokenDuration } from "../format";
import { problemOf } from "../problem";
import { HoursChart } from "./chart";
import { hoursOf } from "./hours";
import { HoursTable } from "./hours-table";
import type { Today } from "./today";

export function SummarySection({ today }: { today: Today }) {
  const [asTable, setAsTable] = useState(false);
  const loaded = today.loaded.value;
  const { total, answered, missed, averageTalk } = today.summary.value;
  const problem = today.error.value === undefined ? undefined : problemOf(today.error.value);
  const state = loaded ? "loaded" : problem ? "failed" : "loading";
  const hours = hoursOf(today.calls.value.values());

  return (
    <section class="card today" aria-labelledby="today" aria-busy={!loaded && !problem}>
      <div class="figures">
        <h2 id="today">Today</h2>
        <dl>
          <Figure name="calls" label="Calls" state={state} value={count(total)} />
          <Figure
            name="answered"
            label="Answered"
            state={state}
            value={total ? percent(answered / total) : "–"}
            spoken={total ? undefined : "none"}
            note={total ? `${count(answered)} of ${count(total)}` : undefined}
          />
          <Figure name="missed" label="Missed" state={state} value={count(missed)} />
          <Figure
            name="talk"
            label="Average talk time"
            state={state}
            value={answered ? duration(averageTalk) : "–"}
            spoken={answered ? spokenDuration(averageTalk) : "none"}
          />
        </dl>
      </div>
      <div class="hours">
        <div class="hours-head">
          <h3>Calls per hour</h3>
          {loaded && total > 0 && (
            <button type="button" class="button quiet small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
              <Icon name="table" size={16} /> Table
            </button>
          )}
        </div>
        {problem && !loaded ? (
          <div class="hours-note" role="alert">
            <p>
              <strong>{problem.title}.</strong> Today’s figures could not be read.
            </p>
            {problem.action === "retry" && (
              <button type="button" class="button small" onClick={() => void today.load()}>
                Try again
              </button>
            )}
          </div>
        ) : !loaded ? (
          <div class="hours-plot bone" />
        ) : total === 0 ? (
          <div class="hours-note">
            <p>No calls yet today.</p>
          </div>
        ) : asTable ? (
          <HoursTable hours={hours} />
        ) : (
          <HoursChart hours={hours} />
        )}
      </div>
    </section>
  );
}

interface FigureProps {
  name: string;
  label: string;
  value: string;
  spoken?: string;
  note?: string;
  state: "loading" | "loaded" | "failed";
}

function Figure({ name, label, value, spoken, note, state }: FigureProps) {
  return (
    <div class={`figure figure-${name}`}>
      <dt>{label}</dt>
      <dd data-figure={name}>
        {state === "failed" ? (
          <span class="figure-value is-none">–</span>
        ) : state === "loaded" ? (
          <>
            <span class="figure-value" aria-hidden={spoken ? "true" : undefined}>
              {value}
            </span>
            {spoken && <span class="visually-hidden">{spoken}</span>}
            {note && <span class="figure-note">{note}</span>}
          </>
        ) : (
          <span class="bone figure-bone" />
        )}
      </dd>
    </div>
  );
}
