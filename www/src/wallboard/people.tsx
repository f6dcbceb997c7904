import { useRef } from "preact/hooks";
import type { Device } from "softphone-admin/ipcortex";
import { Avatar } from "../components/avatar";
import { Empty } from "../components/empty";
import { Icon } from "../components/icons";
import { Search } from "../components/search";
import { count } from "../format";
import type { Board } from "./board";
import { useRoving } from "./focus";
import { memo, useEntities } from "./frame";
import { callFromAfar } from "./lines";
import { callsOf, mainCallOf, marks, ownerOf, partyOf, sinceOf, standingOf, standings, wordOf, words, type Standing } from "./standing";
import { Timer } from "./ticker";

/** Everybody with a telephone, and what it is doing. */
export function People({ board }: { board: Board }) {
  const { search } = board.peopleView.value;
  return (
    <section class="card people" aria-labelledby="people">
      <div class="records-head">
        <h2 id="people">People</h2>
        <Search
          label="Search people"
          clearLabel="Clear the search of people"
          placeholder="Name or extension"
          waitMs={0}
          value={search}
          onSearch={(search) => board.showPeople({ search })}
        />
        <Standings board={board} />
      </div>
      <Grid board={board} />
    </section>
  );
}

/** How many there are of each, which also narrows the list. */
function Standings({ board }: { board: Board }) {
  const { standing } = board.peopleView.value;
  const counts = board.counts.value;
  const option = (value: Standing | "all", label: string, number: number) => (
    <label key={value} class={`standing is-${value}`}>
      <input type="radio" name="standing" value={value} checked={standing === value} onChange={() => board.showPeople({ standing: value })} />
      <span>
        <span class="standing-count" data-count={value}>
          {count(number)}
        </span>
        <span class="standing-label">
          {value !== "all" && <Icon name={marks[value]} size={14} />}
          {label}
        </span>
      </span>
    </label>
  );
  return (
    <fieldset class="standings">
      <legend class="visually-hidden">Show</legend>
      {option("all", "Everybody", board.devices.value.length)}
      {standings.map((one) => option(one, words[one], counts[one]))}
    </fieldset>
  );
}

function Grid({ board }: { board: Board }) {
  const people = board.people.value;
  const own = board.lines.value;
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = useRoving(list, people);
  const callable = own.length > 0;
  return (
    <>
      <ul class="people-grid" aria-label="People" ref={list} onKeyDown={onKeyDown} hidden={people.length === 0} tabIndex={callable ? undefined : 0}>
        {people.map((device) => (
          <Person key={device.name} board={board} device={device} own={own.includes(device)} callable={callable} />
        ))}
      </ul>
      {people.length === 0 && (
        <Empty title="Nobody to show" text={board.devices.value.length ? "Nobody is like that at the moment." : "The PBX shows no telephones to this user."}>
          {board.devices.value.length > 0 && (
            <button type="button" class="button" onClick={() => board.showPeople({ standing: "all", search: "" })}>
              Show everybody
            </button>
          )}
        </Empty>
      )}
    </>
  );
}

interface PersonProps {
  board: Board;
  device: Device;
  /** One of the user's own. */
  own: boolean;
  /** Whether there is something to call from. */
  callable: boolean;
}

const Person = memo(function Person({ board, device, own, callable }: PersonProps) {
  const { owner, extension } = device;
  useEntities(device, owner);
  const calls = callsOf(device);
  const call = mainCallOf(calls);
  const standing = standingOf(device);
  const name = ownerOf(device);
  return (
    <li class={`person is-${standing} ${call?.state === "hold" ? "is-held" : ""}`} data-device={device.name}>
      <span class="person-face">
        <Avatar name={owner ? name : undefined} seed={device.name} />
        <span class="lamp" aria-hidden="true">
          <Icon name={call?.state === "hold" ? "pause" : marks[standing]} size={11} />
        </span>
      </span>
      <div class="person-text">
        <span class="person-name">
          <strong>{name}</strong> <span class="person-number">{extension}</span> {own && <span class="own-note">You</span>}
        </span>
        <span class="person-state">
          {call ? (
            <>
              <span class="person-word">{wordOf(call)}</span> <span class="person-party">{partyOf(call)}</span>
              {calls.length > 1 && <span class="person-more">+{calls.length - 1}</span>}
            </>
          ) : standing === "off" && device.state === "up" ? (
            "Empty desk"
          ) : standing === "free" && owner && (owner.show === "dnd" || owner.show === "away") ? (
            `Free, ${owner.show === "dnd" ? "do not disturb" : "away"}`
          ) : (
            words[standing]
          )}
        </span>
      </div>
      {call && <Timer since={sinceOf(call)} />}
      {!own && extension !== "" && callable && (
        <button type="button" tabIndex={-1} class="icon-button" aria-label={`Call ${name}`} title={`Call ${extension}`} onClick={() => callFromAfar(board, extension)}>
          <Icon name="calls" size={16} />
        </button>
      )}
    </li>
  );
});
