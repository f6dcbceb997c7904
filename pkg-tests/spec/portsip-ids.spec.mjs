import { expect, it, rejected } from "./support.mjs";
import { expectError, expectIssues, ID, inBoth, simulatePortsip, simulatePortsipHere, trunkFor, TRUNK } from "./portsip-support.mjs";

/** Neighbours that a double cannot tell apart. */
const NEIGHBOURS = [ID, "9007199254740994", "9007199254740995"];
const LARGEST = "9223372036854775807";
const TENANT = "900719925474080101";

describe("13.1 An id beyond 2^53", () => {
  for (const idEncoding of ["number", "string"]) {
    it(`13.1 goes through create, show, list, update and destroy with all its digits, as a ${idEncoding} (v12)`, async () => {
      const stage = await simulatePortsip({ idEncoding });
      const providers = await stage.signedIn({ idEncoding });
      const made = [];
      for (const _ of NEIGHBOURS) made.push((await providers.create(TRUNK)).id);
      expect(made).to.deep.equal(NEIGHBOURS);
      expect((await providers.show(ID)).id).to.equal(ID);
      expect((await providers.list()).providers.map(({ id }) => id)).to.deep.equal(NEIGHBOURS);
      stage.forget();
      await providers.update({ id: NEIGHBOURS[1], port: 1 });
      await providers.destroy(ID);
      const written = (id) => (idEncoding === "number" ? id : `"${id}"`);
      expect(stage.bodies()).to.deep.equal([`{"id":${written(NEIGHBOURS[1])},"port":1}`, `{"id":${written(ID)}}`]);
      const { providers: kept } = await stage.state();
      expect(kept.map(({ id, port }) => [id, port])).to.deep.equal([[NEIGHBOURS[1], 1], [NEIGHBOURS[2], 5060]]);
    });
  }

  it("13.1 goes through create, show, list, update and destroy with all its digits (v22)", async () => {
    const stage = await simulatePortsip({ dialect: "v22" });
    const providers = await stage.signedIn();
    for (const id of NEIGHBOURS) expect(await providers.create(trunkFor("v22"))).to.deep.equal({ id });
    expect((await providers.show(ID)).id).to.equal(ID);
    expect((await providers.list()).providers.map(({ id }) => id)).to.deep.equal(NEIGHBOURS);
    await providers.update({ id: NEIGHBOURS[1], port: 1 });
    await providers.destroy(ID);
    const { providers: kept } = await stage.state();
    expect(kept.map(({ id, port }) => [id, port])).to.deep.equal([[NEIGHBOURS[1], 1], [NEIGHBOURS[2], 5060]]);
  });

  it("may be the largest of 64 bits", async () => {
    const stage = await simulatePortsip({ idStart: LARGEST, providers: 1 });
    const providers = await stage.signedIn();
    expect((await providers.listAll())[0].id).to.equal(LARGEST);
    await providers.update({ id: LARGEST, port: 7 });
    expect(stage.bodies()).to.deep.equal([`{"id":${LARGEST},"port":7}`]);
    expect((await stage.kept(LARGEST)).port).to.equal(7);
  });
});

describe("idEncoding auto", () => {
  it("begins with numbers, and writes texts once the PBX does", async () => {
    const stage = await simulatePortsip({ idEncoding: "string", providers: 1 });
    const providers = await stage.signedIn();
    await providers.update({ id: ID, port: 1 });
    await providers.list();
    await providers.update({ id: ID, port: 2 });
    expect(stage.bodies()).to.deep.equal([`{"id":${ID},"port":1}`, `{"id":"${ID}","port":2}`]);
  });

  it("stays with numbers where only the sign-in has its id as a text", async () => {
    const stage = await simulatePortsip({ providers: 1 });
    const providers = stage.providers();
    await providers.show(ID);
    await providers.update({ id: ID, port: 1 });
    expect(stage.bodies().at(-1)).to.equal(`{"id":${ID},"port":1}`);
  });

  it("stays with numbers where something else in a provider has an id as a text", async () => {
    const stage = await simulatePortsip({ providers: [{ ...TRUNK, in_parameters: [{ id: "3" }], name: 'x","id":"4' }] });
    const providers = await stage.signedIn();
    expect((await providers.show(ID)).in_parameters).to.deep.equal([{ id: "3" }]);
    await providers.update({ id: ID, port: 1 });
    expect(stage.bodies()).to.deep.equal([`{"id":${ID},"port":1}`]);
  });

  it("keeps to what the page says otherwise", async () => {
    const stage = await simulatePortsip({ idEncoding: "string", providers: 1 });
    const providers = await stage.signedIn({ idEncoding: "number" });
    await providers.show(ID);
    await providers.update({ id: ID, port: 1 });
    expect(stage.bodies()).to.deep.equal([`{"id":${ID},"port":1}`]);
  });
});

inBoth("An id as an argument", (dialect) => {
  const newer = dialect === "v22";
  const CALLS = {
    show: (providers, id) => providers.show(id),
    update: (providers, id) => providers.update({ id, port: 1 }),
    destroy: (providers, id) => providers.destroy(id),
    status: (providers, id) => providers.status(id),
    statuses: (providers, id) => providers.statuses([id]),
    addIp: (providers, id) => providers.addIp(id, "192.0.2.1"),
    removeIp: (providers, id) => providers.removeIp(id, "192.0.2.1"),
  };

  for (const [given, text] of [["17", "17"], [17, "17"], [17n, "17"], [BigInt(LARGEST), LARGEST], [Number.MAX_SAFE_INTEGER, "9007199254740991"], [0, "0"], [-0, "0"]]) {
    it(`may be the ${typeof given} ${Object.is(given, -0) ? "-0" : given}`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      const providers = await stage.signedIn();
      await rejected(providers.show(given));
      await rejected(providers.update({ id: given, port: 1 }));
      await rejected(providers.update(given, { port: 1 }));
      expect(stage.wire()).to.deep.equal(newer ? [`GET /providers/${text}`, ...Array(2).fill(`POST /providers/${text}`)] : [`GET /providers/show?id=${text}`, ...Array(2).fill("POST /providers/update")]);
      expect(stage.bodies()).to.deep.equal(Array(2).fill(newer ? '{"port":1}' : `{"id":${text},"port":1}`));
    });
  }

  const wrong = [
    [Number.MAX_SAFE_INTEGER + 1, "unsafe_id", "is a number that may have lost digits: give a string"],
    [1e300, "unsafe_id"],
    [Infinity, "unsafe_id"],
    [NaN, "unsafe_id"],
    [1.5, "unsafe_id"],
    [-1, "unsafe_id"],
    ...(newer ? [] : ["9223372036854775808", "-1", "07", "1.0", "1e3", " 1", "0x10", "abc", "\uff11"].map((id) => [id, "format", "must be the digits of a 64-bit integer"])),
    ...(newer ? [".", ".."].map((id) => [id, "format"]) : [[2n ** 63n, "format"], [-1n, "format"]]),
    ["", "format"],
    [undefined, "required", "must be a string, a number or a bigint"],
    [null, "required"],
    [true, "required"],
    [{}, "required"],
    [["5"], "required"],
    [() => "5", "required"],
    [Symbol("5"), "required"],
    [new String("5"), "required"],
  ];
  for (const [given, rule, words] of wrong) {
    it(`is refused as ${typeof given === "object" ? JSON.stringify(given) : String(given)}, and nothing is sent`, async () => {
      const stage = await simulatePortsipHere({ dialect });
      const providers = stage.providers();
      for (const [name, call] of Object.entries(CALLS)) {
        const error = await rejected(call(providers, given));
        expectError(error, { kind: "invalid-argument", reason: "validation", operation: name, retryable: false });
        const found = error.issues.filter(({ path }) => path === "id").map(({ rule: own }) => own);
        // What cannot be copied out of a patch is told of as such.
        const isStrange = name === "update" && ["function", "symbol"].includes(typeof given);
        expect(found, name).to.include(isStrange ? "type" : rule);
        if (words && !isStrange) expect(error.message).to.include(`\`id\` ${words}`);
      }
      expect(stage.wire()).to.deep.equal([]);
    });
  }

  it("is told with all that is wrong with a patch", async () => {
    const stage = await simulatePortsipHere({ dialect });
    const providers = stage.providers();
    expectIssues(await rejected(providers.update({ id: 2 ** 53, port: -1, name: "" })), ["id: unsafe_id", "name: length", "port: range"]);
    expect(stage.wire()).to.deep.equal([]);
  });
});

describe("Large integers of an answer (v12)", () => {
  const shows = async (text) => {
    const stage = await simulatePortsipHere();
    const providers = await stage.signedIn();
    await stage.fault("GET /providers/show", { body: text });
    return providers.show(ID);
  };

  it("are texts of their digits, wherever they are", async () => {
    const big = ["9007199254740992", "-9007199254740992", TENANT, "18446744073709551615", "123456789012345678901234567890"];
    const shown = await shows(`{"id":${ID},"tenant_id":${TENANT},"list":[${big.join(" , ")}],"deep":{"a":[{"b": ${big[0]} }]}}`);
    expect(shown).to.deep.equal({ id: ID, tenant_id: TENANT, list: big, deep: { a: [{ b: big[0] }] } });
  });

  it("that a double holds stay numbers, and so do fractions", async () => {
    const shown = await shows('{"id":5,"a":9007199254740991,"b":-9007199254740991,"c":1.5,"d":12345678901234567.5,"e":1e21,"f":0}');
    expect(shown).to.deep.equal({ id: "5", a: 9007199254740991, b: -9007199254740991, c: 1.5, d: 12345678901234567.5, e: 1e21, f: 0 });
  });

  it("are left alone inside texts", async () => {
    const texts = [ID, `a, ${ID}, b`, `[${ID}]`, `{"id":${ID}}`, `\\",${ID},\\"`, ` ${ID} `, `:${ID}\n`, "é", '"', "\\"];
    const shown = await shows(`{"id":${ID},"names":${JSON.stringify(texts)},${texts.map((text, at) => `${JSON.stringify(`${text}${at}`)}:1`).join(",")}}`);
    expect([shown.id, shown.names]).to.deep.equal([ID, texts]);
    for (const [at, text] of texts.entries()) expect(shown[`${text}${at}`]).to.equal(1);
  });

  it("are read in a list too, and where the text is indented", async () => {
    const stage = await simulatePortsipHere();
    const providers = await stage.signedIn();
    await stage.fault("GET /providers/list", { body: `{\n  "count" : ${LARGEST},\r\n  "providers": [\n    { "id":\t${ID}\n, "name": "a, ${ID}]" },{"id":${LARGEST}}\n]}` });
    const page = await providers.list();
    expect([page.count, page.providers]).to.deep.equal([LARGEST, [{ id: ID, name: `a, ${ID}]` }, { id: LARGEST }]]);
  });
});

describe("Tenant ids in did_pool (v12)", () => {
  const pool = (tenant_id) => [{ tenant_id, name: `acme, ${TENANT}`, number_mask: "4930100100-4930100199;4930100300" }];
  const raw = (tenant) => `[{"tenant_id":${tenant},"name":"acme, ${TENANT}","number_mask":"4930100100-4930100199;4930100300"}]`;

  for (const idEncoding of ["number", "string"]) {
    it(`survive show, merge and update byte for byte, as a ${idEncoding}`, async () => {
      const stage = await simulatePortsip({ idEncoding, providers: [{ ...TRUNK, did_pool: pool(TENANT), out_parameters: [{ text: `x, ${ID}, y`, any: [1, null] }] }] });
      const providers = await stage.signedIn();
      const before = await stage.kept(ID);
      await providers.update({ id: ID, port: 5061 }, { mode: "merge" });
      const [body] = stage.bodies();
      expect(body).to.include(`"did_pool":${raw(idEncoding === "number" ? TENANT : `"${TENANT}"`)}`);
      expect(body).to.include(`"out_parameters":[{"text":"x, ${ID}, y","any":[1,null]}]`);
      const { port, status, ...rest } = before;
      const { port: _, status: __, ...after } = await stage.kept(ID);
      expect(after).to.deep.equal(rest);
    });
  }

  it("that a page has read are written as numbers again", async () => {
    const stage = await simulatePortsip({ providers: [{ ...TRUNK, did_pool: pool(TENANT) }] });
    const providers = await stage.signedIn();
    const { did_pool } = await providers.show(ID);
    expect(did_pool).to.deep.equal(pool(TENANT));
    stage.forget();
    await providers.update({ id: ID, did_pool });
    await providers.update({ id: ID, did_pool: pool(BigInt(TENANT)) }, { mode: "merge" });
    expect(stage.bodies()[0]).to.equal(`{"id":${ID},"did_pool":${raw(TENANT)}}`);
    expect(stage.bodies()[1]).to.include(`"did_pool":${raw(TENANT)}`);
    await providers.create({ ...TRUNK, did_pool });
    expect(stage.bodies()[2]).to.include(`"did_pool":${raw(TENANT)}`);
  });

  it("are shown without any mark in a rehearsal", async () => {
    const stage = await simulatePortsip({ providers: [{ ...TRUNK, did_pool: pool(TENANT) }] });
    const providers = await stage.signedIn();
    const { body } = await providers.update({ id: ID, port: 1 }, { mode: "merge", dryRun: true });
    expect([body.id, body.did_pool]).to.deep.equal([ID, pool(TENANT)]);
  });

  it("are the same as what a baseline says", async () => {
    const stage = await simulatePortsip({ providers: [{ ...TRUNK, did_pool: pool(TENANT) }] });
    const providers = await stage.signedIn();
    const baseline = await providers.show(ID);
    await providers.update({ id: ID, port: 5 }, { mode: "merge", baseline });
    expect((await stage.kept(ID)).port).to.equal(5);
  });

  it("survive although a text holds the character that sets them apart", async () => {
    const name = "\uE000900719925474080101 \uE000\uE000 x";
    const stage = await simulatePortsip({ providers: [{ ...TRUNK, name, did_pool: pool(TENANT) }] });
    const providers = await stage.signedIn();
    await providers.update({ id: ID, username: "\uE000\uE000\uE0007" }, { mode: "merge" });
    const kept = await stage.kept(ID);
    expect([kept.name, kept.username, kept.did_pool]).to.deep.equal([name, "\uE000\uE000\uE0007", pool(TENANT)]);
    expect(stage.bodies()[0]).to.include(`"tenant_id":${TENANT}`);
  });
});
