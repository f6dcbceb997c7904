import { useEffect, useState } from "preact/hooks";
import type { ConnectionListActiveCallsResponse } from "softphone-admin/telnyx";
import { ProblemBar } from "../../components/problem";
import { count, duration, spokenDuration } from "../../format";
import { trunkProblemOf } from "../problem";
import { leave, type TrunkSession } from "../session";

/** Often enough to follow calls, seldom enough for the rate limit. */
const refreshMs = 3_000;
/** More calls than this are counted, not listed. */
const shown = 100;

/** The calls on a connection, followed while somebody looks. */
export function ActiveCalls({ session, id }: { session: TrunkSession; id: string }) {
  const [calls, setCalls] = useState<readonly ConnectionListActiveCallsResponse[]>();
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);

  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const read = async () => {
      // A tab that nobody sees asks nothing.
      if (!document.hidden) {
        try {
          const { data } = await session.client.connections.listActiveCalls(id, { "page[size]": 250 }, { signal: end.signal });
          setCalls(data);
          setError(undefined);
        } catch (error) {
          if (end.signal.aborted) return;
          setError(error);
          return;
        }
      }
      if (!end.signal.aborted) timer = setTimeout(read, refreshMs);
    };
    void read();
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [session, id, round]);

  return (
    <div class="part">
      <div class="part-head">
        <h3>Active calls</h3>
        {calls && <span class="count-badge">{count(calls.length)}</span>}
        <p class="part-note">Followed every {refreshMs / 1000} seconds</p>
      </div>
      {error !== undefined && <ProblemBar problem={trunkProblemOf(error)} onRetry={() => setRound(round + 1)} onSignIn={leave} />}
      {calls?.length ? (
        <table class="rows plain calls-now">
          <thead>
            <tr>
              <th scope="col">Call</th>
              <th scope="col">Session</th>
              <th scope="col" class="number">
                Duration
              </th>
            </tr>
          </thead>
          <tbody>
            {calls.slice(0, shown).map((call) => (
              <tr key={call.call_control_id} data-call={call.call_control_id}>
                <td class="mono">{call.call_control_id}</td>
                <td class="mono cell-session">{call.call_session_id}</td>
                <td class="number">
                  <span aria-hidden="true">{duration(call.call_duration)}</span>
                  <span class="visually-hidden">{spokenDuration(call.call_duration)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        calls && <p class="part-empty">No calls at the moment.</p>
      )}
    </div>
  );
}
