import { batch, computed, signal } from "@preact/signals";
import { isPbxError } from "softphone-admin/errors";
import type { Agent, Agents } from "softphone-admin/fonoster";
import { names, WholeList, type WholeView } from "../lists/whole-list";
import { isOfOne } from "../problem";

export type AgentSort = "name" | "-name" | "domain" | "-domain";
export type Standing = "all" | "enabled" | "disabled";

export interface AgentView extends WholeView {
  readonly sort: AgentSort;
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

const everything = { search: "", domain: "", standing: "all" } as const;

/** All agents of a workspace. */
export class AgentList extends WholeList<Agent, AgentView> {
  readonly domains = computed(() => [...new Set([...(this.all.value?.values() ?? [])].flatMap(({ domains }) => domains))].sort(names.compare));
  /** Refs of those that are ticked. */
  readonly chosen = computed<ReadonlySet<string>>(() => new Set([...this.#chosen.value].filter((ref) => this.all.value?.has(ref))));
  /** What is being switched, and which way. */
  readonly switching = signal<ReadonlyMap<string, boolean>>(new Map());
  /** Why the last switch of a row failed. */
  readonly switchError = signal<unknown>(undefined);
  readonly bulk = signal<Bulk | undefined>(undefined);

  protected readonly pageSize = 100;
  #agents: Agents;
  #chosen = signal<ReadonlySet<string>>(new Set());
  #run?: AbortController;

  constructor(agents: Agents) {
    super({ page: 1, size: 20, sort: "name", ...everything }, everything);
    this.#agents = agents;
  }

  protected iterate(signal: AbortSignal): AsyncIterable<Agent> {
    return this.#agents.iterateAgents({ pageSize: this.pageSize }, { signal });
  }

  protected ask(ref: string): Promise<Agent> {
    return this.#agents.getAgent(ref);
  }

  protected idOf({ ref }: Agent): string {
    return ref;
  }

  protected textOf({ name, username, domains }: Agent): string {
    return [name, username, ...domains].join(" ");
  }

  protected isWanted({ domains, enabled }: Agent, { domain, standing }: AgentView): boolean {
    return (!domain || domains.includes(domain)) && (standing === "all" || (enabled !== false) === (standing === "enabled"));
  }

  protected compare(a: Agent, b: Agent, { sort }: AgentView): number {
    const by = (agent: Agent) => (sort.endsWith("domain") ? `${agent.domains.join()} ${agent.name}` : agent.name);
    return names.compare(by(a), by(b)) || names.compare(a.username, b.username);
  }

  protected isReversed({ sort }: AgentView): boolean {
    return sort.startsWith("-");
  }

  protected isMissing(error: unknown): boolean {
    return isPbxError(error) && error.kind === "not-found" && error.reason !== "domain";
  }

  override stop(): void {
    super.stop();
    this.#run?.abort();
  }

  async create(request: Parameters<Agents["createAgent"]>[0]): Promise<void> {
    const { ref } = await this.#agents.createAgent(request);
    await this.reread(ref);
    this.reveal(ref);
    this.notice.value = `${request.name} was created.`;
  }

  async update(agent: Agent, change: Omit<Parameters<Agents["updateAgent"]>[0], "ref">): Promise<void> {
    const { ref } = await this.watchOver(agent.ref, this.#agents.updateAgent({ ref: agent.ref, ...change }));
    await this.reread(ref);
    this.notice.value = change.secret === undefined ? `${change.name ?? agent.name} was saved.` : `The secret of ${agent.name} was changed.`;
  }

  /** One that is gone already is as good as deleted. */
  async delete({ ref, name }: Agent): Promise<void> {
    try {
      await this.#agents.deleteAgent(ref);
    } catch (error) {
      if (!this.isMissing(error)) throw error;
    }
    this.put(ref, undefined);
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
          void this.reread(ref);
          break;
        }
        state = { ...state, failed: state.failed + 1, error };
        if (!isOfOne(error)) break;
      }
      this.bulk.value = state;
    }
    this.bulk.value = { ...state, running: false };
    if (!state.failed && !run.signal.aborted) this.#chosen.value = new Set();
  }

  stopBulk(): void {
    this.#run?.abort();
  }

  #choose(ref: string, on: boolean): void {
    const chosen = new Set(this.chosen.value);
    if (on) chosen.add(ref);
    else chosen.delete(ref);
    this.#chosen.value = chosen;
  }

  /** Ticks agents, or takes the ticks away. */
  choose(refs: readonly string[], on: boolean): void {
    batch(() => refs.forEach((ref) => this.#choose(ref, on)));
  }

  /** Takes all ticks away, and with them what was tried. */
  chooseNone(): void {
    this.#chosen.value = new Set();
    this.bulk.value = undefined;
  }

  async #switch(ref: string, enabled: boolean, signal?: AbortSignal): Promise<void> {
    this.switching.value = new Map(this.switching.value).set(ref, enabled);
    try {
      await this.watchOver(ref, this.#agents.updateAgent({ ref, enabled }, { signal }));
      const agent = this.all.value?.get(ref);
      if (agent) this.put(ref, { ...agent, enabled });
    } finally {
      const switching = new Map(this.switching.value);
      switching.delete(ref);
      this.switching.value = switching;
    }
  }
}
