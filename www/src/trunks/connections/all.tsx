import { useEffect, useRef, useState } from "preact/hooks";
import type { Connection } from "softphone-admin/telnyx";
import { count } from "../../format";
import type { Rows } from "../../lists/page-list";
import type { Profiles } from "../profiles/names";
import { AllRows } from "./all-rows";
import type { ConnectionList, ConnectionView } from "./list";
import { ConnectionRow, TableFrame } from "./table";

/** Rows drawn beyond both edges, so that a quick scroll finds some. */
const margin = 10;
/** Until one was measured. */
const rowHeight = 56;

interface Props {
  list: ConnectionList;
  profiles: Profiles;
  /** The page that was on screen, of which the list is made. */
  first: Rows<Connection, ConnectionView>;
}

/** All connections in one list. Only what is in sight is asked for and drawn. */
export function AllConnections({ list, profiles, first }: Props) {
  const [rows] = useState(() => new AllRows(list, first.view, first.total));
  const frame = useRef<HTMLDivElement>(null);
  const [[from, to], setRange] = useState<readonly [number, number]>([0, 30]);
  const [height, setHeight] = useState(rowHeight);
  const total = rows.total.value;

  const look = (element: HTMLElement) => {
    const { scrollTop, clientHeight } = element;
    const next: [number, number] = [Math.max(0, Math.floor(scrollTop / height) - margin), Math.ceil((scrollTop + clientHeight) / height) + margin];
    setRange((before) => (before[0] === next[0] && before[1] === next[1] ? before : next));
  };
  useEffect(() => () => rows.dispose(), [rows]);
  useEffect(() => {
    const element = frame.current!;
    const observer = new ResizeObserver(() => {
      // Cards of a narrow screen are higher than rows.
      setHeight(element.querySelector("tbody tr[data-place]")?.getBoundingClientRect().height || rowHeight);
      look(element);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);
  useEffect(() => rows.want(from, to), [rows, from, to]);

  const end = Math.min(to, total);
  const drawn = Array.from({ length: Math.max(0, end - from) }, (_, offset) => from + offset);
  const known = rows.rows.value;
  return (
    <>
      <div class="all-rows" ref={frame} onScroll={(event) => look(event.currentTarget)} tabIndex={0} role="region" aria-label="All connections">
        <TableFrame list={list} rowCount={total}>
          <Space height={from * height} />
          {drawn.map((index) => {
            const row = known.get(index);
            return row ? (
              <ConnectionRow key={index} list={list} profiles={profiles} row={row} place={index} />
            ) : (
              <tr key={index} role="row" aria-rowindex={index + 2} data-place={index} class="is-coming">
                <td role="cell" colSpan={6}>
                  <span class="bone" />
                  <span class="visually-hidden">Loading</span>
                </td>
              </tr>
            );
          })}
          <Space height={Math.max(0, total - end) * height} />
        </TableFrame>
      </div>
      <p class="all-note">
        {count(total)} connections{rows.error.value === undefined ? "" : "; some could not be read"}
      </p>
    </>
  );
}

function Space({ height }: { height: number }) {
  return height > 0 ? (
    <tr class="space" aria-hidden="true">
      <td colSpan={6} style={{ height: `${height}px` }} />
    </tr>
  ) : null;
}
