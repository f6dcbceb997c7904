/**
 * What both generations do with a provider that a client asks about.
 *
 * @import { Account } from "./sessions.js"
 * @import { Settings } from "./settings.js"
 * @import { Provider, Store } from "./store.js"
 */
import { changesOf, problemsOf } from "./fields.js";
import { Code, Refusal } from "./refusal.js";

/** @typedef {Record<string, any>} Body */

/**
 * @param {Settings} settings
 * @param {Store} store
 */
export function createDesk({ lenientCreate, strictUpdate, uniqueNames, unknownIdStatus }, store) {
  const { providers, schema } = store;

  /** @type {(body: Body, required?: "create" | "update") => void} */
  const check = (body, required) => {
    const problems = problemsOf(schema, body, required);
    if (!problems) return;
    const message = Object.entries(problems).map((pair) => pair.join(" ")).join("; ");
    throw new Refusal(400, message, { code: Code.badField, detail: problems });
  };

  /** @type {(name: unknown, but?: Provider) => void} */
  const checkName = (name, but) => {
    if (uniqueNames && [...providers.values()].some((other) => other !== but && other.data.name === name)) {
      throw new Refusal(409, "There is a provider of this name.", { code: Code.nameTaken });
    }
  };

  return {
    /** @type {(id: string | undefined, unknownStatus?: number) => Provider} */
    find(id = "", unknownStatus = 404) {
      const provider = providers.get(id);
      if (!provider) throw new Refusal(unknownIdStatus ?? unknownStatus, "There is no provider of this id.", { code: Code.noProvider });
      return provider;
    },

    /** @type {(body: Body, account: Account) => Provider} */
    create(body, account) {
      if (!lenientCreate) check(body, "create");
      const data = changesOf(schema, body);
      checkName(data.name);
      return store.create(data, account.name);
    },

    /** @type {(provider: Provider, body: Body) => void} */
    update(provider, body) {
      check(body, strictUpdate ? "update" : undefined);
      const changes = changesOf(schema, body);
      if (changes.name !== undefined) checkName(changes.name, provider);
      store.update(provider, changes);
    },
  };
}

/** @typedef {ReturnType<typeof createDesk>} Desk */
