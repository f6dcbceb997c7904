// The adapter `ipcx/1`: HTTP and a WebSocket. Its paths and the numbers of its failures are in src/vendors/ipcortex; all of it but
// the REST paths is ours, not the vendor's.

import { hide } from "../errors.js";
import { ABORTED, exchange, settle, watchRequest } from "../http.js";
import { dropSocket, FRAME, OPENED, openSocket } from "../socket.js";

const PROTOCOL = "ipcx.v1";
const OPENING_MS = 30_000;
const LONGEST_FRAME = 1 << 20;

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The adapter of a session. */
export function ipcx(session) {
  const { rules, options } = session;

  /** Posts JSON; answers status and body whatever they are. */
  async function post(path, body, operation, signal) {
    const signals = [session.life, options.signal, signal].filter(Boolean);
    const headers = { Accept: "application/json", "Content-Type": "application/json" };
    const hooks = { ...options, init: { mode: "cors", credentials: "include", cache: "no-store", redirect: "error" } };
    try {
      return await exchange(hooks, options.fetch, "POST", session.host + path, headers, body, signals, session.timeoutMs, session.maxBodyBytes, operation, 1);
    } catch (cut) {
      const errno = rules.lost(cut);
      const error = session.error(errno || 1, errno === ABORTED ? `${operation} was aborted` : `${operation} got no answer from ${session.host}`, operation);
      hide(error, errno === ABORTED ? { kind: "aborted", retryable: false, cause: cut.cause } : { cause: cut.cause });
      throw error;
    }
  }

  function refusal({ status, headers, text }, body, operation) {
    const versioned = Boolean(headers?.get?.("x-ipcx-version"));
    const [errno, retryAfterMs] = rules.refusal(status, versioned, headers);
    const said = typeof body?.message === "string" ? body.message : undefined;
    const error = session.error(Number.isInteger(body?.errno) ? body.errno : errno, said, operation);
    hide(error, { status, retryAfterMs, body: body ?? text.slice(0, 200) });
    return error;
  }

  /** Asks for an operation; only a success is handed on. */
  async function ask(operation, body, signal) {
    const answer = await post(rules.place(operation), JSON.stringify(body), operation, signal);
    const reply = parsed(answer.text);
    const fine = answer.status >= 200 && answer.status < 300 && typeof reply === "object" && reply !== null && reply.result !== "fail";
    if (!fine) throw refusal(answer, reply, operation);
    return reply;
  }

  const auth = (more) => ({ auth: { type: "auth", ...more } });

  return {
    async login({ username, password, token, subid, checkonly }) {
      // Without a name it is asked whether the session of the page is still good.
      const who = username === undefined && token === undefined ? { checkonly } : { username, password, token };
      const { user } = await ask("login", auth({ ...who, subid }));
      if (!user) throw session.error(2, undefined, "login");
      const { pbxVersion } = await ask("hello", {}).catch(() => ({}));
      return { ...user, pbxVersion };
    },
    logout: () => ask("logout", auth({})),
    snapshot: ({ datasets, idle }) => ask("snapshot", { datasets, idle }),
    addressbook: (since) => ask("addressbook", { since: since ?? null }),
    tags: async () => (await ask("tags", {})).tags,
    setTags: (target, tags) => ask("setTags", { target, tags }),
    serverTime: async () => (await ask("serverTime", {})).serverTime,
    iceServers: () => ask("iceServers", {}),
    callOp: ({ op, ...more }) => ask(op, more),
    async rest(path, body) {
      const answer = await post(path, body, "rest");
      const reply = parsed(answer.text);
      if (answer.status < 200 || answer.status > 299 || reply === undefined) {
        const error = refusal(answer, undefined, "rest");
        hide(error, { body: reply ?? answer.text });
        throw error;
      }
      return reply;
    },

    /** A link for frames. Its end is a frame too: `{ t: "closed", code }`. */
    async openFeed(hello, onEvent, life) {
      const { ticket } = await ask("ticket", { subid: session.subid }, life).catch((cause) => {
        if (cause.kind !== "connection" || cause.status !== undefined) throw cause;
        // Nobody answers, so no feed can be opened.
        throw session.because(session.error(91, cause.message, "openFeed"), cause);
      });
      const url = `${session.host.replace(/^http/, "ws")}/adapter/v1/feed`;
      let socket;
      let told = () => {};
      const link = {
        send(frame) {
          // One that is closing refuses; its end is on the way.
          try {
            socket?.send(JSON.stringify(frame));
          } catch {}
        },
        close(code) {
          if (code === 4000) link.send({ t: "bye", why: "paused" });
          const old = socket;
          socket = undefined;
          if (old) dropSocket(old, code);
        },
      };
      const opened = new Promise((resolve, reject) => {
        const lost = (code, reason) => {
          if (!socket) return;
          socket = undefined;
          told();
          reject(session.error(rules.closed(code, false), reason, "openFeed"));
          onEvent({ t: "closed", code, reason });
        };
        const hear = (news, which, event) => {
          if (which !== socket) return;
          if (news === OPENED) {
            told(101);
            link.send({ t: "hello", v: 1, ticket, ...hello });
            resolve(link);
          } else if (news === FRAME) {
            const text = event.data;
            const frame = typeof text === "string" && text.length <= LONGEST_FRAME ? parsed(text) : undefined;
            onEvent(typeof frame === "object" && frame !== null ? frame : null);
          } else lost(event.code, event.reason || undefined);
        };
        told = watchRequest(options, "GET", url, "feed", 1);
        try {
          socket = openSocket(options.WebSocket ?? globalThis.WebSocket, url, hear, PROTOCOL);
        } catch (cause) {
          reject(session.error(91, undefined, "openFeed"));
        }
      });
      let timer;
      const tooLate = new Promise((_, reject) => {
        timer = setTimeout(() => reject(session.error(91, undefined, "openFeed")), OPENING_MS);
      });
      opened.catch(() => {});
      try {
        return await settle([session.life, life], Promise.race([opened, tooLate]));
      } catch (cut) {
        link.close(1000);
        throw cut.cause ?? session.error(1, "the feed was stopped", "openFeed");
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
