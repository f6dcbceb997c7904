import { signal } from "@preact/signals";
import type { RequestInfo, ResponseInfo } from "softphone-admin/telnyx";

/** One try of a request. */
export interface Try {
  readonly id: number;
  readonly at: number;
  readonly method: string;
  readonly operation: string;
  readonly attempt: number;
  readonly isQuiet: boolean;
  /** Absent while under way, and when no answer came. */
  readonly status?: number;
  readonly durationMs?: number;
}

/** A pause before the next try. */
export interface Wait {
  readonly key: string;
  readonly reason: "rate-limit" | "server" | "connection";
  /** The try that follows. */
  readonly attempt: number;
  /** When, as far as the server said. */
  readonly until?: number;
  /** When at the latest. */
  readonly latest: number;
}

/** What a client does by itself after a request that found no good answer. */
export interface Patience {
  again(info: ResponseInfo): boolean;
  /** The longest pause before the next try, where the server names none. */
  longestMs(info: ResponseInfo): number;
  /** What goes on by itself, behind what the user does: it is in the log alone. */
  isQuiet?(info: RequestInfo): boolean;
}

const kept = 100;
/** So much later than it should, a try may begin. */
const slackMs = 1_000;

/** What the client is doing, from its hooks: what is under way, what waits for its next try, and what was. */
export class Activity {
  /** Newest first. */
  readonly log = signal<readonly Try[]>([]);
  readonly waits = signal<readonly Wait[]>([]);
  /** Whether the last request had an answer. */
  readonly reachable = signal(true);

  #patience: Patience;
  #ids = 0;
  /** By request, the address and the verb: hooks know calls by no other name. */
  #retryAfter = new Map<string, number>();
  #given = new Set<string>();
  #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(patience: Patience) {
    this.#patience = patience;
  }

  /** Reads what the hooks are not told: how long the server asks to wait, and that the page gave up itself. */
  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const key = `${init.method ?? "GET"} ${url}`;
    this.#given.delete(key);
    // By the event: the hook is told before the promise rejects.
    const give = () => this.#given.add(key);
    init.signal?.addEventListener("abort", give);
    try {
      const response = await fetch(url, init);
      const seconds = Number(response.headers.get("retry-after") ?? NaN);
      if (seconds >= 0) this.#retryAfter.set(key, Date.now() + seconds * 1000);
      return response;
    } finally {
      // What has failed by itself, the client aborts as well.
      init.signal?.removeEventListener("abort", give);
    }
  };

  readonly onRequest = (info: RequestInfo): void => {
    const { method, url, operation, attempt } = info;
    const isQuiet = this.#patience.isQuiet?.(info) ?? false;
    if (!isQuiet) this.#settle(`${method} ${url}`);
    this.log.value = [{ id: ++this.#ids, at: Date.now(), method, operation, attempt, isQuiet }, ...this.log.value].slice(0, kept);
  };

  readonly onResponse = (info: ResponseInfo): void => {
    const { method, url, operation, attempt, status, durationMs } = info;
    const key = `${method} ${url}`;
    const entry = this.log.value.findLast(
      (one) => one.durationMs === undefined && one.method === method && one.operation === operation && one.attempt === attempt,
    );
    this.log.value = this.log.value.map((one) => (one === entry ? { ...one, status, durationMs } : one));
    const given = this.#given.delete(key);
    const until = this.#retryAfter.get(key);
    this.#retryAfter.delete(key);
    if (given || entry?.isQuiet) return;
    this.reachable.value = status !== undefined;
    const reason = reasonOf(status);
    if (!reason || !this.#patience.again(info)) return;
    const latest = until ?? Date.now() + this.#patience.longestMs(info);
    this.#wait({ key, reason, attempt: attempt + 1, until, latest });
  };

  /** How many requests are under way. */
  get pending(): number {
    return this.#open().length;
  }

  /** The highest try of those under way. */
  get attempt(): number {
    return Math.max(0, ...this.#open().map(({ attempt }) => attempt));
  }

  #open(): readonly Try[] {
    return this.log.value.filter(({ durationMs, isQuiet }) => durationMs === undefined && !isQuiet);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #wait(wait: Wait): void {
    this.#settle(wait.key);
    this.waits.value = [...this.waits.value, wait];
    // Nobody tells of a call that was given up during its pause.
    this.#timers.set(wait.key, setTimeout(() => this.#settle(wait.key), wait.latest + slackMs - Date.now()));
  }

  #settle(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    if (this.waits.value.some((wait) => wait.key === key)) this.waits.value = this.waits.value.filter((wait) => wait.key !== key);
  }
}

/** Why a request may need another try. */
function reasonOf(status: number | undefined): Wait["reason"] | undefined {
  if (status === undefined) return "connection";
  if (status === 429) return "rate-limit";
  return status === 408 || status === 409 || status >= 500 ? "server" : undefined;
}
