import { batch, computed, signal, untracked } from "@preact/signals";
import { isPbxError } from "softphone-admin/errors";
import type { Address, Call, Contact, Device, FeedSnapshot, Gap, IPCortexError, PBX, Queue } from "softphone-admin/ipcortex";
import { Depths } from "./depths";
import { atFrame, notAtFrame } from "./frame";
import type { Failure } from "./problem";
import { keep, Sorted } from "./sorted";
import { callsOf, isIncoming, ownerOf, partyOf, standings, stands, type Standing } from "./standing";
import { Ticker } from "./ticker";

/** Shorter than the pause after which proxies drop a connection; a dead one is noticed within it and ten seconds. */
const pingSeconds = 25;

const loggedOut = 2;
const refused = 99;
const outdated = 100;

export interface PeopleView {
  readonly standing: Standing | "all";
  /** Part of a name or a number. */
  readonly search: string;
}

export interface BookView {
  readonly list: "addresses" | "colleagues";
  /** Part of a name, a number, an e-mail address or a tag. */
  readonly search: string;
  readonly tag: string;
}

/** Whoever can be called by name. */
export type Person = Address | Contact;

export const isAddress = (person: Person): person is Address => "key" in person;

/** The wallboard without its looks: what the PBX says, in lists that change once a frame, and what one does with it. */
export class Board {
  readonly pbx: PBX;
  readonly ticker = new Ticker();
  readonly depths = new Depths();

  readonly feed = signal<FeedSnapshot>({ state: "idle", since: 0, failures: 0 });
  /** When the feed was last live, in milliseconds since 1970. */
  readonly asOf = signal(0);
  /** Whether everything has come once. */
  readonly loaded = signal(false);
  /** Why the feed is not live. */
  readonly failure = signal<Failure | undefined>(undefined);
  /** Why there will be no feed any more; while this is set, the page is covered. */
  readonly ended = signal<unknown>(undefined);
  /** The last time in which changes may have been missed. */
  readonly gap = signal<Gap | undefined>(undefined);
  readonly offline = signal(!navigator.onLine);

  /** The user's own lines, hot desks too, in the order of the handset. */
  readonly lines = signal<readonly Device[]>([]);
  readonly ownCalls = signal<readonly Call[]>([]);
  /** Of these one that waits to be answered. */
  readonly ringing = signal<Call | undefined>(undefined);
  /** Name of the line to call from. */
  readonly chosenLine = signal("");
  readonly line = computed(() => this.lines.value.find(({ name }) => name === this.chosenLine.value) ?? this.lines.value[0]);
  /** Why the last thing that was done with a call failed. */
  readonly callError = signal<unknown>(undefined);
  /** Read out by screen readers. */
  readonly announcement = signal("");

  readonly devices = signal<readonly Device[]>([]);
  readonly peopleView = signal<PeopleView>({ standing: "all", search: "" });
  /** Those that are looked for, in order. */
  readonly people = signal<readonly Device[]>([]);
  readonly counts = signal<Readonly<Record<Standing, number>>>({ busy: 0, ringing: 0, free: 0, off: 0 });

  readonly queues = signal<readonly Queue[]>([]);
  /** Name of the queue that is looked at. */
  readonly chosenQueue = signal("");

  readonly bookView = signal<BookView>({ list: "addresses", search: "", tag: "" });
  /** Those that are looked for, in order. */
  readonly book = signal<readonly Person[]>([]);
  readonly bookSizes = signal({ addresses: 0, colleagues: 0 });
  readonly bookLoaded = signal(false);
  readonly bookError = signal<unknown>(undefined);
  /** Why there are no tags. */
  readonly tagsError = signal<unknown>(undefined);
  readonly tagged = signal(false);
  readonly tags = signal<readonly string[]>([]);
  /** Whose tags were refused. */
  readonly untagged = signal<{ name: string; failure: Failure } | undefined>(undefined);

  #ends: (() => void)[] = [];
  #announced = new WeakSet<Call>();
  #tagging?: Person;
  #byName = {
    devices: new Sorted<Device>(ownerOf),
    queues: new Sorted<Queue>(({ label, name }) => label || name),
    contacts: new Sorted<Contact>(({ name }) => name),
    addresses: new Sorted<Address>(({ name }) => name),
  };
  /** By id of a contact. */
  #numbers = signal<ReadonlyMap<number, string>>(new Map());

  constructor(pbx: PBX) {
    this.pbx = pbx;
    const { live } = pbx;
    const follow = (collection: { subscribe(callback: () => void): () => void }, read: () => void) =>
      this.#ends.push(collection.subscribe(() => atFrame(read)), () => notAtFrame(read));
    follow(live.devices, this.#readDevices);
    follow(live.lines, this.#readLines);
    follow(live.queues, this.#readQueues);
    follow(live.contacts, this.#readBook);
    follow(live.addressbook, this.#readBook);
    follow(live.extensions, this.#readNumbers);
    this.#ends.push(
      this.ticker.each(() => this.depths.take(live.queues.getSnapshot(), pbx.feed.state === "live")),
      pbx.feed.subscribe(this.#readFeed),
      pbx.onGap((gap) => {
        this.gap.value = gap;
        void this.#setClock();
      }),
      listen("offline", () => (this.offline.value = true)),
      listen("online", () => {
        this.offline.value = false;
        this.reconnect();
      }),
    );
    void this.#start();
  }

  dispose(): void {
    for (const end of this.#ends) end();
    this.ticker.dispose();
  }

  // ---- The feed --------------------------------------------------------------------------------------------

  pause(): void {
    this.failure.value = undefined;
    void this.pbx.pauseFeed();
  }

  resume(): void {
    void this.#start();
  }

  /** Does not wait for the next try. */
  reconnect(): void {
    if (this.feed.value.state !== "retrying") return;
    void this.pbx.pauseFeed().then(() => this.#start());
  }

  async #start(): Promise<void> {
    try {
      await this.pbx.startFeed({ pingtime: pingSeconds, errorCB: this.#onError });
    } catch {
      // The callback has heard of it, or the page has paused it.
      return;
    }
    if (this.loaded.value) return;
    this.loaded.value = true;
    void this.#setClock();
    await this.loadBook();
  }

  #onError = (errno: number, description: string) => {
    const failure = { errno, description };
    if (this.pbx.feed.state === "closed") this.#end(failure);
    else if (errno === refused) this.#takeBackTags(failure);
    else this.failure.value = failure;
  };

  #end(error: unknown): void {
    this.ended.value ??= error;
    this.ticker.stopped = true;
  }

  #readFeed = () => {
    const feed = this.pbx.feed.getSnapshot();
    batch(() => {
      if (this.feed.value.state === "live" && feed.state !== "live") this.asOf.value = feed.since;
      if (feed.state === "live") this.failure.value = undefined;
      this.feed.value = feed;
    });
    this.ticker.stopped = feed.state === "paused" || feed.state === "closed";
  };

  /** Calls are timed by the clock of the PBX. */
  async #setClock(): Promise<void> {
    try {
      const { driftTime } = await this.pbx.getTimeDelta();
      this.ticker.correct(driftTime * 1000);
    } catch {
      // This computer's own has to do.
    }
  }

  // ---- What there is ---------------------------------------------------------------------------------------

  /** Once a session is over, all that was known goes with it; it stays in sight, as it was. */
  get #isOver(): boolean {
    return this.ended.value !== undefined || this.pbx.feed.state === "closed";
  }

  #readDevices = () => {
    if (this.#isOver) return;
    keep(this.devices, this.#byName.devices.of(this.pbx.live.devices.getSnapshot()));
    const counts = { busy: 0, ringing: 0, free: 0, off: 0 };
    for (const device of this.devices.value) for (const standing of standings) if (stands(device, standing)) counts[standing]++;
    const before = this.counts.value;
    if (standings.some((standing) => counts[standing] !== before[standing])) this.counts.value = counts;
    this.#findPeople();
  };

  #findPeople(): void {
    const { standing, search } = this.peopleView.value;
    const words = wordsOf(search);
    const found = this.devices.value.filter(
      (device) =>
        (standing === "all" || stands(device, standing)) &&
        (words.length === 0 || matches(words, `${ownerOf(device)} ${device.label} ${device.extension}`)),
    );
    keep(this.people, found);
  }

  showPeople(change: Partial<PeopleView>): void {
    this.peopleView.value = { ...this.peopleView.value, ...change };
    this.#findPeople();
  }

  #readLines = () => {
    if (this.#isOver) return;
    keep(this.lines, this.pbx.live.lines.getSnapshot());
    const calls = this.lines.value.flatMap(callsOf);
    keep(this.ownCalls, calls);
    const incoming = calls.filter(isIncoming);
    this.ringing.value = incoming[0];
    const news = incoming.filter((call) => !this.#announced.has(call));
    for (const call of news) this.#announced.add(call);
    if (news[0]) this.announcement.value = `Incoming call: ${partyOf(news[0])}`;
  };

  #readQueues = () => {
    if (this.#isOver) return;
    const queues = this.pbx.live.queues.getSnapshot();
    this.depths.look(queues);
    keep(this.queues, this.#byName.queues.of(queues));
  };

  #readNumbers = () => {
    if (this.#isOver) return;
    const before = this.#numbers.value;
    const numbers = new Map(this.pbx.live.extensions.getSnapshot().flatMap(({ contacts, number }) => contacts.map(({ cID }) => [cID, number] as const)));
    // Lamps of extensions change all the time, their numbers hardly ever.
    if (numbers.size === before.size && [...numbers].every(([cID, number]) => before.get(cID) === number)) return;
    this.#numbers.value = numbers;
    this.#readBook();
  };

  // ---- Calls -----------------------------------------------------------------------------------------------

  /** Does something with a call; answers whether it worked. What went wrong is shown beside the lines. */
  async act(work: () => Promise<unknown>): Promise<boolean> {
    this.callError.value = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      if (!this.#isEnd(error)) this.callError.value = error;
      return false;
    }
  }

  /** The same for who shows it elsewhere. */
  async try(work: () => Promise<unknown>): Promise<unknown> {
    try {
      await work();
      return undefined;
    } catch (error) {
      return this.#isEnd(error) ? undefined : error;
    }
  }

  /** Calls somebody from the chosen line; a call that one is in waits meanwhile. */
  dial(target: string | Person): Promise<boolean> {
    const line = this.line.value;
    if (!line) return Promise.resolve(false);
    line.autohold = true;
    return this.act(() => (typeof target === "string" ? line.dial(target) : target.dial(line)));
  }

  /** What the session's end is learned from first may well be a request. */
  #isEnd(error: unknown): boolean {
    const errno = isPbxError(error) ? (error as IPCortexError).errno : undefined;
    if (errno !== loggedOut && errno !== outdated) return false;
    this.#end(error);
    void this.pbx.pauseFeed();
    return true;
  }

  // ---- The address book ------------------------------------------------------------------------------------

  async loadBook(): Promise<void> {
    this.bookError.value = this.tagsError.value = undefined;
    try {
      // Before the book, or its tags may be missing.
      await this.pbx.enableTags();
      this.tagged.value = true;
    } catch (error) {
      this.tagsError.value = error;
    }
    try {
      await this.pbx.getAddressbook();
      this.bookLoaded.value = true;
      this.#readBook();
    } catch (error) {
      this.bookError.value = error;
    }
  }

  numberOf(person: Person): string {
    return isAddress(person) ? person.number : (this.#numbers.value.get(person.cID) ?? "");
  }

  showBook(change: Partial<BookView>): void {
    this.bookView.value = { ...this.bookView.value, ...change };
    this.#readBook();
  }

  /** Sets tags; shown at once, taken back when the PBX refuses them. */
  tag(person: Person, tags: string[]): void {
    this.untagged.value = undefined;
    this.#tagging = person;
    person.tags = tags;
  }

  #takeBackTags(failure: Failure): void {
    const person = this.#tagging;
    if (person) this.untagged.value = { name: person.name, failure };
  }

  /** Whoever has these words in their name or number: the likeliest first. */
  find(search: string, most: number): Person[] {
    const words = wordsOf(search);
    if (words.length === 0) return [];
    const all: Person[] = [...this.#contacts(), ...this.#addresses().filter(({ contact }) => !contact)];
    return all.filter((person) => this.numberOf(person) !== "" && matches(words, `${person.name} ${this.numberOf(person)}`)).slice(0, most);
  }

  #contacts = () => this.#byName.contacts.of(this.pbx.live.contacts.getSnapshot());
  #addresses = () => this.#byName.addresses.of(this.pbx.live.addressbook.getSnapshot());

  #readBook = () => {
    if (this.#isOver) return;
    const [contacts, addresses] = [this.#contacts(), this.#addresses()];
    const { list, search, tag } = this.bookView.value;
    const words = wordsOf(search);
    const all: readonly Person[] = list === "colleagues" ? contacts : addresses;
    const found = all.filter((person) => {
      if (tag !== "" && !person.tags?.includes(tag)) return false;
      return words.length === 0 || matches(words, [person.name, this.numberOf(person), person.email, ...(person.tags ?? [])].join(" "));
    });
    keep(this.book, found);
    const sizes = untracked(() => this.bookSizes.value);
    if (sizes.addresses !== addresses.length || sizes.colleagues !== contacts.length) {
      this.bookSizes.value = { addresses: addresses.length, colleagues: contacts.length };
    }
    keep(this.tags, [...new Set([...contacts, ...addresses].flatMap(({ tags }) => tags ?? []))].sort());
  };
}

const wordsOf = (search: string): readonly string[] => search.toLowerCase().split(/\s+/).filter(Boolean);

const matches = (words: readonly string[], text: string): boolean => {
  const low = text.toLowerCase();
  return words.every((word) => low.includes(word));
};

function listen(event: "online" | "offline", heard: () => void): () => void {
  addEventListener(event, heard);
  return () => removeEventListener(event, heard);
}
