// getAgent and deleteAgent: one ref.
import { refused, serverError } from "../lib/stated.mjs";

const get = (ref) => (agents) => agents.getAgent(ref);
const remove = (ref) => (agents) => agents.deleteAgent(ref);
const noRef = (method, ref) =>
  refused(`${method}(ref): \`ref\` must be a filled string${ref === "" ? ", and no dots alone" : ""}`, {
    calls: [`Agents/${method[0].toUpperCase()}${method.slice(1)} {}`],
    settled: serverError(3, "3 INVALID_ARGUMENT: Parameter ref is required"),
  });

export const cases = [
  ...["ada", "ben", "cem", "dana"].map((ref) => ({
    name: `get ${ref}`,
    pages: ref === "ada" || ref === "cem",
    call: get(ref),
  })),
  ...["ada", "ben"].map((ref) => ({ name: `delete ${ref}`, pages: ref === "ada", call: remove(ref) })),
  { name: "get one of another workspace", pages: true, call: get("faye") },
  { name: "delete one of another workspace", call: remove("faye") },
  { name: "get one of a workspace that the key does not open", call: get("bo") },
  { name: "get an unknown one", pages: true, call: get("nope") },
  { name: "get with letters of all kinds", call: get("Größe/木?🙂") },
  { name: "delete an unknown one", call: remove("nope") },
  {
    name: "delete twice",
    async call(agents) {
      await agents.deleteAgent("ada");
      return agents.deleteAgent("ada");
    },
  },
  {
    name: "delete, then get",
    async call(agents) {
      await agents.deleteAgent("ada");
      return agents.getAgent("ada");
    },
  },
  ...Object.entries({ "an empty ref": "", null: null, undefined, "a number": 5, "an object": {} }).flatMap(
    ([label, ref]) => [
      { name: `get ${label}`, pages: ref === null, call: get(ref), differs: noRef("getAgent", ref) },
      { name: `delete ${label}`, call: remove(ref), differs: noRef("deleteAgent", ref) },
    ],
  ),
  {
    name: "property: any ref",
    only: "node",
    runs: 12,
    samples: (fc) =>
      fc
        .string({ unit: "binary", minLength: 1, maxLength: 400 })
        .filter((text) => !/^\.\.?$/.test(text) && (text.isWellFormed?.() ?? true)),
    of: (ref) => ({ call: get(ref) }),
  },
];
