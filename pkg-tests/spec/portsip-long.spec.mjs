import { Providers } from "softphone-admin/portsip";

import { expect, it } from "./support.mjs";

const MOST = 16 * 2 ** 20;
const ID = "9007199254740993";
/** In a text it looks like an integer that has to be protected. */
const LURE = `, ${ID},`;

/** A PBX that answers everything with this, filled up to 16 MB. */
function answering(head, filling, tail) {
  const text = head + filling.repeat(Math.floor((MOST - head.length - tail.length) / filling.length)) + tail;
  return new Providers({ baseUrl: "https://pbx.example.com/api", token: null, fetch: async () => new Response(text) });
}

// Regular expressions have stacks of their own, and each engine its own limit.
describe("an answer of 16 MB", () => {
  const tail = `","id":${ID}}`;
  for (const [what, head, filling, end = tail] of [
    ["one text of escapes", `{"name":"${LURE}`, '\\"'],
    ["one text without an escape", `{"name":"${LURE}`, "x"],
    ["one text of digits", `{"name":"${LURE}`, "9"],
    ["short texts", `{"name":"${LURE}","ips":["1"`, ',"b"', `],"id":${ID}}`],
    ["large integers", '{"in_parameters":[1', `,-${ID}`, `],"id":${ID}}`],
    ["blanks", `{"name":"${LURE}","id":${ID}`, " ", "}"],
    ["one number", '{"name":"x","port":', "9", `,"id":${ID}}`],
  ]) {
    it(`that is ${what} is read, its id exact`, async () => {
      const { id } = await answering(head, filling, end).show("1");
      expect(id).to.equal(ID);
    });
  }
});
