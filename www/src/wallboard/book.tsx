import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import { Avatar } from "../components/avatar";
import { Empty } from "../components/empty";
import { Icon } from "../components/icons";
import { ProblemBar } from "../components/problem";
import { Search } from "../components/search";
import { Segments } from "../components/segments";
import { Skeleton } from "../components/skeleton";
import { count } from "../format";
import { isAddress, type Board, type Person } from "./board";
import { useRoving } from "./focus";
import { memo, useEntities } from "./frame";
import { callFromAfar } from "./lines";
import { boardProblemOf } from "./problem";
import { leave } from "./session";
import { marks, standingOfLamp, words } from "./standing";

interface Props {
  board: Board;
  heading: RefObject<HTMLHeadingElement | null>;
  onTags: (person: Person) => void;
}

const keyOf = (person: Person): string => (isAddress(person) ? person.key : `c-${person.cID}`);

/** Whoever can be called, with their tags. */
export function Book({ board, heading, onTags }: Props) {
  const { list, search, tag } = board.bookView.value;
  const { addresses, colleagues } = board.bookSizes.value;
  const tags = board.tags.value;
  return (
    <section class="card book" aria-labelledby="book">
      <div class="records-head">
        <h2 id="book" tabIndex={-1} ref={heading}>
          Address book
        </h2>
        <div class="filters book-filters">
          <Segments
            label="List"
            name="book"
            options={[
              ["addresses", `Addresses ${count(addresses)}`],
              ["colleagues", `Colleagues ${count(colleagues)}`],
            ]}
            value={list}
            onChange={(list) => board.showBook({ list })}
          />
          <Search
            label="Search the address book"
            clearLabel="Clear the search of the address book"
            placeholder="Name, number or tag"
            waitMs={0}
            value={search}
            onSearch={(search) => board.showBook({ search })}
          />
          {board.tagged.value && (
            <select class="filter" aria-label="Tag" value={tag} onChange={(event) => board.showBook({ tag: event.currentTarget.value })}>
              <option value="">All tags</option>
              {tags.map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
              {/* The last of them may have gone. */}
              {tag && !tags.includes(tag) && <option value={tag}>{tag}</option>}
            </select>
          )}
        </div>
      </div>
      <BookBars board={board} heading={heading} />
      <Entries board={board} onTags={onTags} />
    </section>
  );
}

function BookBars({ board, heading }: { board: Board; heading: RefObject<HTMLHeadingElement | null> }) {
  const { bookError, tagsError, untagged } = board;
  const again = () => {
    heading.current?.focus();
    void board.loadBook();
  };
  const refused = untagged.value;
  return (
    <>
      {bookError.value !== undefined && (
        <ProblemBar
          problem={{ ...boardProblemOf(bookError.value), title: "The address book could not be read", action: "retry" }}
          onRetry={again}
          onSignIn={leave}
        />
      )}
      {tagsError.value !== undefined && (
        <ProblemBar problem={{ ...boardProblemOf(tagsError.value), title: "Tags are not shown", action: "retry" }} onRetry={again} onSignIn={leave} />
      )}
      {refused && (
        <div class="bar bar-problem" role="alert">
          <Icon name="warning" />
          <p>
            <strong>The tags of {refused.name} were not saved.</strong> The PBX refused them: {refused.failure.description}. They are as before.
          </p>
          <button
            type="button"
            class="icon-button"
            aria-label="Dismiss"
            onClick={() => {
              untagged.value = undefined;
              heading.current?.focus();
            }}
          >
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
    </>
  );
}

function Entries({ board, onTags }: { board: Board; onTags: (person: Person) => void }) {
  const people = board.book.value;
  const { list } = board.bookView.value;
  const callable = board.lines.value.length > 0;
  const element = useRef<HTMLUListElement>(null);
  const onKeyDown = useRoving(element, people);
  const tags = useRef(onTags);
  tags.current = onTags;
  const [onEdit] = useState(() => (person: Person) => tags.current(person));
  const sizes = board.bookSizes.value;

  if (list === "addresses" && !board.bookLoaded.value && board.bookError.value === undefined) return <Skeleton rows={4} label="Loading the address book" />;
  return (
    <>
      <ul class="entries" aria-label={list === "addresses" ? "Addresses" : "Colleagues"} ref={element} onKeyDown={onKeyDown} hidden={people.length === 0} tabIndex={callable || board.tagged.value ? undefined : 0}>
        {people.map((person) => (
          <Entry key={keyOf(person)} board={board} person={person} callable={callable} onTags={onEdit} />
        ))}
      </ul>
      {people.length === 0 && (
        <Empty title={sizes[list] ? "Nobody found" : "Nobody here yet"} text={sizes[list] ? "Try another name, number or tag." : "Entries appear by themselves as soon as there are some."}>
          {sizes[list] > 0 && (
            <button type="button" class="button" onClick={() => board.showBook({ search: "", tag: "" })}>
              Show all
            </button>
          )}
        </Empty>
      )}
    </>
  );
}

interface EntryProps {
  board: Board;
  person: Person;
  callable: boolean;
  onTags: (person: Person) => void;
}

const Entry = memo(function Entry({ board, person, callable, onTags }: EntryProps) {
  const contact = isAddress(person) ? person.contact : person;
  useEntities(person, contact);
  const { name, email, tags, canTag, canCall } = person;
  const number = board.numberOf(person);
  const standing = contact && number !== "" ? standingOfLamp(contact.blf) : undefined;
  return (
    <li class="entry" data-entry={keyOf(person)}>
      <span class="person-face">
        <Avatar name={name} seed={keyOf(person)} />
        {standing && (
          <span class={`lamp is-${standing}`} aria-hidden="true">
            <Icon name={marks[standing]} size={11} />
          </span>
        )}
      </span>
      <div class="entry-name">
        <strong>{name}</strong>
        <span>
          <span class="mono">{number}</span>
          {isAddress(person) && person.group !== "company" && <span class="own-note">{person.group === "system" ? "System" : "Personal"}</span>}
          {standing && standing !== "free" && <span class="own-note">{words[standing]}</span>}
        </span>
      </div>
      <span class="entry-mail">{email}</span>
      <span class="tags">
        {tags?.map((tag) => (
          <span class="tag" key={tag}>
            {tag}
          </span>
        ))}
      </span>
      <div class="entry-actions">
        {canTag && tags && (
          <button type="button" tabIndex={-1} class="icon-button" aria-label={`Tags of ${name}`} title="Tags" onClick={() => onTags(person)}>
            <Icon name="tag" size={16} />
          </button>
        )}
        {callable && canCall && number !== "" && (
          <button type="button" tabIndex={-1} class="icon-button" aria-label={`Call ${name}`} title={`Call ${number}`} onClick={() => callFromAfar(board, person)}>
            <Icon name="calls" size={16} />
          </button>
        )}
      </div>
    </li>
  );
});
