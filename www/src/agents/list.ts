import { batch, computed, signal } from "@preact/signals";
import { isPbxError } from "softphone-admin/errors";
import type { Agent, Agents } from "softphone-admin/fonoster";

export type AgentSort = "name" | "-name" | "domain" | "-domain";
export type Standing = "all" | "enabled" | "disabled";

export interface AgentView {
  readonly page: number;
  readonly size: number;
  readonly sort: AgentSort;
  /** Part of the name, the user name or the domain. */
  readonly search: string;
  /** Address of a domain. */
  readonly domain: string;
  readonly standing: Standing;
}

/** A change of many agents, one after the other. */
export interface Bulk {
  readonly enabled: boolean;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: boolean;
  /** Why the last one failed, or why it ended early. */
  readonly error?: unknown;
}

/** As many as a request may well bring. */
const pageSize = 100;
const everything = { search: "", domain: "", standing: "all" } as const;
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/**
 * All agents of a workspace. The server neither searches nor sorts, so that all are read, and looked through here. After a
 * change, only what changed is read again.
 */
export class AgentList {
  readonly view = signal<AgentView>({ page: 1, size: 20, sort: "name", ...everything });
  readonly loading = signal(false);
  readonly error = signal<unknown>(undefined);
  /** By ref; absent until the first of them are there. */
  readonly all = signal<ReadonlyMap<string, Agent> | undefined>(undefined);
  /** Whether reading all of them came to its end. */
  readonly complete = signal(false);
  readonly domains = computed(() => [...new Set([...(this.all.value?.values() ?? [])].flatMap(({ domains }) => domains))].sort(names.compare));
  /** Those that are looked for, in order. */
  readonly matches = computed(() => this.#matches());
  /** The page of them that is on screen. */
  readonly result = computed(() => this.#result());
  /** Refs of those that are ticked. */
  readonly chosen = signal<ReadonlySet<string>>(new Set());
  /** What is being switched, and which way. */
  readonly switching = signal<ReadonlyMap<string, boolean>>(new Map());
  /** Why the last switch of a row failed. */
  readonly switchError = signal<unknown>(undefined);
  readonly bulk = signal<Bulk | undefined>(undefined);
  /** What was done last, in a sentence. */
  readonly notice = signal("");

  #agents: Agents;
  #query?: AbortController;
  #run?: AbortController;
  /** What was written while all were being read: it is newer. */
  #meanwhile = new Map<string, Agent | undefined>();

  constructor(agents: Agents) {
    this.#agents = agents;
  }

  /** Reads all; the first time, they are shown as they come. */
  async load(): Promise<void> {
    this.#query?.abort();
    const query = (this.#query = new AbortController());
    const isFirst = !this.complete.value;
    const read = new Map<string, Agent>();
    this.#meanwhile.clear();
    this.loading.value = true;
    try {
      for await (const agent of this.#agents.iterateAgents({ pageSize }, { signal: query.signal })) {
        read.set(agent.ref, agent);
        if (isFirst && read.size % pageSize === 0) this.#show(read);
      }
      if (query !== this.#query) return;
      batch(() => {
        this.#show(read);
        this.complete.value = true;
        this.error.value = undefined;
        this.loading.value = false;
      });
    } catch (error) {
      if (query !== this.#query || query.signal.aborted) return;
      this.error.value = error;
      this.loading.value = false;
    }
  }

  /** Ends what is under way. */
  stop(): void {
    this.#query?.abort();
    this.#run?.abort();
    this.loading.value = false;
  }

  /** Changes the view, from its first page on unless told otherwise. */
  show(change: Partial<AgentView>): void {
    this.view.value = { ...this.view.value, page: 1, ...change };
  }

  showAll(): void {
    this.show(everything);
  }

  async create(request: Parameters<Agents["createAgent"]>[0]): Promise<void> {
    const { ref } = await this.#agents.createAgent(request);
    await this.#reread(ref);
    this.#reveal(ref);
    this.notice.value = `${request.name} was created.`;
  }

  read(ref: string): Promise<Agent> {
    return this.#watch(ref, this.#agents.getAgent(ref));
  }

  async update(agent: Agent, change: Omit<Parameters<Agents["updateAgent"]>[0], "ref">): Promise<void> {
    const { ref } = await this.#watch(agent.ref, this.#agents.updateAgent({ ref: agent.ref, ...change }));
    await this.#reread(ref);
    this.notice.value = change.secret === undefined ? `${change.name ?? agent.name} was saved.` : `The secret of ${agent.name} was changed.`;
  }

  /** One that is gone already is as good as deleted. */
  async delete({ ref, name }: Agent): Promise<void> {
    try {
      await this.#agents.deleteAgent(ref);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    this.#put(ref, undefined);
    this.notice.value = `${name} was deleted.`;
  }

  /** Switches an agent on or off; shown at once, taken back when it fails. */
  async setEnabled(agent: Agent, enabled: boolean): Promise<void> {
    this.switchError.value = undefined;
    try {
      await this.#switch(agent.ref, enabled);
    } catch (error) {
      this.switchError.value = error;
    }
  }

  /** Switches those that are ticked, one after the other: a limit of requests is the server's, not that of one page. */
  async setChosen(enabled: boolean): Promise<void> {
    const wanted = [...this.chosen.value].filter((ref) => (this.all.value?.get(ref)?.enabled ?? enabled) !== enabled);
    const run = (this.#run = new AbortController());
    let state: Bulk = { enabled, total: wanted.length, done: 0, failed: 0, running: true };
    this.bulk.value = state;
    for (const ref of wanted) {
      try {
        await this.#switch(ref, enabled, run.signal);
        state = { ...state, done: state.done + 1 };
        this.#choose(ref, false);
      } catch (error) {
        if (run.signal.aborted) {
          // It may have been switched all the same.
          void this.#reread(ref);
          break;
        }
        state = { ...state, failed: state.failed + 1, error };
        if (!isOfOne(error)) break;
      }
      this.bulk.value = state;
    }
    this.bulk.value = { ...state, running: false };
    if (!state.failed && !run.signal.aborted) this.chosen.value = new Set();
  }

  stopBulk(): void {
    this.#run?.abort();
  }

  #choose(ref: string, on: boolean): void {
    const chosen = new Set(this.chosen.value);
    if (on) chosen.add(ref);
    else chosen.delete(ref);
    this.chosen.value = chosen;
  }

  /** Ticks agents, or takes the ticks away. */
  choose(refs: readonly string[], on: boolean): void {
    batch(() => refs.forEach((ref) => this.#choose(ref, on)));
  }

  /** Takes all ticks away, and with them what was tried. */
  chooseNone(): void {
    this.chosen.value = new Set();
    this.bulk.value = undefined;
  }

  async #switch(ref: string, enabled: boolean, signal?: AbortSignal): Promise<void> {
    this.switching.value = new Map(this.switching.value).set(ref, enabled);
    try {
      await this.#watch(ref, this.#agents.updateAgent({ ref, enabled }, { signal }));
      const agent = this.all.value?.get(ref);
      if (agent) this.#put(ref, { ...agent, enabled });
    } finally {
      const switching = new Map(this.switching.value);
      switching.delete(ref);
      this.switching.value = switching;
    }
  }

  /** What turns out to be gone leaves the list. */
  async #watch<T>(ref: string, call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      if (isMissing(error)) this.#put(ref, undefined);
      throw error;
    }
  }

  /** Reads what was written; a failure concerns the list, since the write is done. */
  async #reread(ref: string): Promise<void> {
    try {
      this.#put(ref, await this.read(ref));
    } catch (error) {
      this.error.value = error;
    }
  }

  #put(ref: string, agent: Agent | undefined): void {
    if (this.loading.value) this.#meanwhile.set(ref, agent);
    const all = new Map(this.all.value);
    if (agent) all.set(ref, agent);
    else all.delete(ref);
    batch(() => {
      this.#keep(all);
      if (!agent) this.#choose(ref, false);
    });
  }

  #show(read: ReadonlyMap<string, Agent>): void {
    const all = new Map(read);
    for (const [ref, agent] of this.#meanwhile) {
      if (agent) all.set(ref, agent);
      else all.delete(ref);
    }
    batch(() => {
      this.#keep(all);
      this.chosen.value = new Set([...this.chosen.value].filter((ref) => all.has(ref)));
    });
  }

  /** Rows can vanish, and with them the page that was on screen. */
  #keep(all: ReadonlyMap<string, Agent>): void {
    this.all.value = all;
    const { page, size } = this.view.value;
    const last = Math.max(1, Math.ceil(this.matches.value.length / size));
    if (page > last) this.show({ page: last });
  }

  /** Goes to the page with this agent. */
  #reveal(ref: string): void {
    const place = () => this.matches.value.findIndex((agent) => agent.ref === ref);
    if (place() < 0) this.showAll();
    this.show({ page: Math.floor(Math.max(0, place()) / this.view.value.size) + 1 });
  }

  #matches(): readonly Agent[] {
    const { search, domain, standing, sort } = this.view.value;
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = [...(this.all.value?.values() ?? [])].filter((agent) => {
      const text = [agent.name, agent.username, ...agent.domains].join(" ").toLowerCase();
      return (
        words.every((word) => text.includes(word)) &&
        (!domain || agent.domains.includes(domain)) &&
        (standing === "all" || (agent.enabled !== false) === (standing === "enabled"))
      );
    });
    const by = (agent: Agent) => (sort.endsWith("domain") ? `${agent.domains.join()} ${agent.name}` : agent.name);
    found.sort((a, b) => names.compare(by(a), by(b)) || names.compare(a.username, b.username));
    return sort.startsWith("-") ? found.reverse() : found;
  }

  #result() {
    if (!this.all.value) return undefined;
    const { page, size } = this.view.value;
    const matches = this.matches.value;
    return { rows: matches.slice((page - 1) * size, page * size), total: matches.length, view: this.view.value };
  }
}

const isMissing = (error: unknown) => isPbxError(error) && error.kind === "not-found" && error.reason !== "domain";

/** Whether the agent is the reason, so that others may fare better. */
const isOfOne = (error: unknown) => isPbxError(error) && ["not-found", "permission", "conflict", "invalid-argument"].includes(error.kind);
