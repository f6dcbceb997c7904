import { everythingOf, expect, expectError, expectNoSecret, init, it, rejected, secretly, simulate, simulateHere } from "./support.mjs";

const SEARCH = "/api/v1.0/cdr/searchpersonal";
const GET_SEARCH = `GET ${SEARCH}`;
const LOGOUT = "GET /api/v1.0/logout";

/** Answers any search, whatever its parameters. */
const anyAnswer = { times: Infinity, body: { errcode: 0, errmsg: "SUCCESS", total_number: 0, personal_cdr_list: [] } };

const searches = async (stage) => (await stage.requests(GET_SEARCH)).map(({ target }) => target);

describe("cdrQuery", () => {
  const defaults = "page=1&page_size=20&sort_by=time&order_by=desc&status=0";
  const table = [
    ["its defaults for no argument", undefined, defaults],
    ["its defaults for an empty object", {}, defaults],
    ["its defaults for null", null, defaults],
    ["its defaults for undefined values", { page: undefined, size: undefined, sortBy: undefined, orderBy: undefined, status: undefined, filter: undefined }, defaults],
    ["everything in the vendor's order, whatever the caller's", { filter: "10", status: 2, orderBy: "asc", sortBy: "id", size: 5, page: 3 }, "page=3&page_size=5&sort_by=id&order_by=asc&status=2&number=10"],
    ["page 0 as 0", { page: 0 }, "page=0&page_size=20&sort_by=time&order_by=desc&status=0"],
    ["numbers as they are given", { page: -1, size: 2.5, status: 99 }, "page=-1&page_size=2.5&sort_by=time&order_by=desc&status=99"],
    ["no parameter for null", { page: null, size: null, sortBy: null, orderBy: null, status: null, filter: null }, ""],
    ["an empty filter as empty", { filter: "" }, `${defaults}&number=`],
    ["special characters as axios does", { filter: "a b+c&d:[1],$ü" }, `${defaults}&number=a+b%2Bc%26d:[1],$%C3%BC`],
    ["a telephone number", { filter: "+49 (30) 1234#*" }, `${defaults}&number=%2B49+(30)+1234%23*`],
    ["a quote, a percent sign and a smile", { filter: "'\"%😀" }, `${defaults}&number='%22%25%F0%9F%98%80`],
    ["texts of sortBy and orderBy escaped too", { sortBy: "a&b", orderBy: "x y" }, "page=1&page_size=20&sort_by=a%26b&order_by=x+y&status=0"],
  ];
  for (const [what, params, query] of table) {
    it(`sends ${what}`, async () => {
      const stage = await simulateHere();
      await stage.fault(GET_SEARCH, anyAnswer);
      const seen = [];
      const fetch = (url, options) => (seen.push(url), stage.sim.fetch(url, options));
      const pbx = await stage.signedIn({ fetch });
      await (params === undefined ? pbx.cdrQuery() : pbx.cdrQuery(params));
      expect(seen.at(-1)).to.equal(`https://yeastar.pbx.test${SEARCH}${query && `?${query}`}`);
    });
  }

  it("puts the same bytes on a real wire", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, anyAnswer);
    const pbx = await stage.signedIn();
    await pbx.cdrQuery({ filter: "a b+c&d:[1],$ü" });
    expect(await searches(stage)).to.deep.equal([`${SEARCH}?${defaults}&number=a+b%2Bc%26d:[1],$%C3%BC`]);
  });

  it("is a GET with the bare token and without a body", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    await pbx.cdrQuery();
    const [{ method, headers, body }] = await stage.requests(GET_SEARCH);
    expect([method, headers.authorization, headers["content-type"], body]).to.deep.equal(["GET", "***32", undefined, ""]);
  });

  it("answers the rows of the PBX", async () => {
    const stage = await simulate({ calls: 40 });
    const pbx = await stage.signedIn();
    const reply = await pbx.cdrQuery({ page: 1, size: 5 });
    expect(Object.keys(reply)).to.deep.equal(["errcode", "errmsg", "total_number", "personal_cdr_list"]);
    expect(reply.personal_cdr_list).to.have.length(5);
    expect(reply.personal_cdr_list[0]).to.include.all.keys("id", "date", "time", "timestamp", "number", "number_type", "status", "talk_duration", "call_type", "uniqueid", "disposition", "dcontext", "caller_id", "clid");
  });

  const replies = [
    ["a non-zero errcode", { errcode: 60001, errmsg: "DATA NOT FOUND" }],
    ["fields that nobody knows", { errcode: 0, errmsg: "SUCCESS", later: { more: [1, null, "x"] }, personal_cdr_list: null }],
    ["an errcode that is a text", { errcode: "0" }],
    ["a list", [1, 2]],
    ["null", null],
    ["a number", 7],
  ];
  for (const [what, body] of replies) {
    it(`hands over ${what} untouched`, async () => {
      const stage = await simulate();
      await stage.fault(GET_SEARCH, { body });
      const pbx = await stage.signedIn();
      expect(await pbx.cdrQuery()).to.deep.equal(body);
    });
  }

  it("hands over an answer that is not JSON as its text", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, { malformed: true });
    const pbx = await stage.signedIn();
    expect(await pbx.cdrQuery()).to.equal("<!doctype html><title>PBX</title><p>Please wait");
  });

  it("strictly rejects a non-zero errcode", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, { errcode: 60001, errmsg: "DATA NOT FOUND" });
    const pbx = await stage.signedIn();
    const error = await rejected(pbx.cdrQuery({}, { strict: true }));
    expectError(error, { code: -103, message: "PBX_API_ERROR", kind: "server", errcode: 60001, errmsg: "DATA NOT FOUND", operation: "cdrQuery" });
  });

  for (const fault of [{ malformed: true }, { body: { errcode: "0" } }, { body: null }]) {
    it(`strictly rejects an answer that is none: ${JSON.stringify(fault)}`, async () => {
      const stage = await simulate();
      await stage.fault(GET_SEARCH, fault);
      const pbx = await stage.signedIn();
      expectError(await rejected(pbx.cdrQuery({}, { strict: true })), { code: -103, kind: "decode", operation: "cdrQuery" });
    });
  }

  it("strictly resolves what is fine", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    expect((await pbx.cdrQuery({}, { strict: true })).errcode).to.equal(0);
  });

  it("goes out without a token before init and after destroy", async () => {
    const stage = await simulate();
    const pbx = stage.operator();
    expect((await pbx.cdrQuery()).errcode).to.equal(10004);
    await pbx.init();
    secretly(pbx.token);
    pbx.destroy();
    expect((await pbx.cdrQuery()).errcode).to.equal(10004);
    expect((await stage.requests(GET_SEARCH)).map(({ headers }) => headers.authorization)).to.deep.equal([undefined, undefined]);
    expect(await stage.count("POST /api/v1.0/login")).to.equal(1);
  });
});

describe("a failed cdrQuery or logout has the shape of axios", () => {
  const table = [
    ["HTTP 500", { status: 500 }, { name: "AxiosError", code: "ERR_BAD_RESPONSE", status: 500, kind: "server", message: "Request failed with status code 500" }],
    ["HTTP 503", { status: 503 }, { name: "AxiosError", code: "ERR_BAD_RESPONSE", status: 503, kind: "server" }],
    ["HTTP 400", { status: 400 }, { name: "AxiosError", code: "ERR_BAD_REQUEST", status: 400, kind: "invalid-argument" }],
    ["HTTP 403", { status: 403 }, { name: "AxiosError", code: "ERR_BAD_REQUEST", status: 403, kind: "permission" }],
    ["HTTP 404", { status: 404 }, { name: "AxiosError", code: "ERR_BAD_REQUEST", status: 404, kind: "not-found" }],
    ["HTTP 429", { status: 429 }, { name: "AxiosError", code: "ERR_BAD_REQUEST", status: 429, kind: "rate-limit" }],
    ["no answer", { drop: "before", times: Infinity }, { name: "AxiosError", code: "ERR_NETWORK", status: undefined, kind: "connection", message: "Network Error" }],
    ["no answer after the PBX did it", { drop: "after", times: Infinity }, { name: "AxiosError", code: "ERR_NETWORK", status: undefined, kind: "connection" }],
    ["a timeout", { hang: true }, { name: "AxiosError", code: "ECONNABORTED", status: undefined, kind: "timeout" }],
    ["a timeout in the body", { hangBody: true }, { name: "AxiosError", code: "ECONNABORTED", status: undefined, kind: "timeout" }],
  ];
  for (const [operation, route] of [["cdrQuery", GET_SEARCH], ["logout", LOGOUT]]) {
    for (const [what, fault, wanted] of operation === "cdrQuery" ? table : [table[0], table[4], table[6], table[8]]) {
      it(`by ${what}: ${operation} rejects with ${wanted.code}, and no secret is in it`, async () => {
        const stage = await simulate();
        const pbx = await stage.signedIn({ timeoutMs: 300 });
        await stage.fault(route, fault);
        const error = await rejected(pbx[operation]());
        expectError(error, { ...wanted, operation, vendor: "yeastar" });
        expect(error.response).to.deep.equal(wanted.status === undefined ? undefined : { status: wanted.status });
        expect(Object.keys(error).sort()).to.deep.equal(["code", "message"]);
        expectNoSecret(everythingOf(error), "the error");
        expect(pbx.isInited).to.equal(true);
      });
    }
  }
});

describe("logout", () => {
  it("asks with the token and answers exactly errcode and errmsg", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(LOGOUT, { body: { errcode: 0, errmsg: "SUCCESS", more: "things" } });
    expect(await pbx.logout()).to.deep.equal({ errcode: 0, errmsg: "SUCCESS" });
    const [{ target, headers }] = await stage.requests(LOGOUT);
    expect([target, headers.authorization]).to.deep.equal(["/api/v1.0/logout", "***32"]);
  });

  it("resolves with a non-zero errcode too", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    await stage.fault(LOGOUT, { errcode: 10004, errmsg: "TOKEN EXPIRED" });
    expect(await pbx.logout()).to.deep.equal({ errcode: 10004, errmsg: "TOKEN EXPIRED" });
    expect(await stage.count("POST /api/v1.0/login")).to.equal(1);
  });

  it("ends the session at the PBX", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    await pbx.logout();
    expect(await stage.sessions()).to.equal(0);
  });
});

describe("iterateCdr", () => {
  const queryOf = (target) => Object.fromEntries(new URL(target, "http://x").searchParams);
  const pages = async (stage) => (await searches(stage)).map((target) => Number(queryOf(target).page));
  const body = (ids, total) => ({ body: { errcode: 0, total_number: total, personal_cdr_list: ids.map((id) => ({ id })) } });

  it("gives all rows, page after page", async () => {
    const stage = await simulate({ extensions: 2, calls: 40 });
    const pbx = await stage.signedIn();
    const { total_number: total } = await pbx.cdrQuery();
    const ids = [];
    for await (const cdr of pbx.iterateCdr({ size: 7 })) ids.push(cdr.id);
    expect(total).to.be.greaterThan(14);
    expect(ids).to.have.length(total);
    expect(new Set(ids).size).to.equal(total);
    expect((await pages(stage)).slice(1)).to.deep.equal(Array.from({ length: Math.ceil(total / 7) }, (_, index) => index + 1));
  });

  it("asks for the next page only when the loop gets there", async () => {
    const stage = await simulate({ extensions: 2, calls: 40 });
    const pbx = await stage.signedIn();
    let seen = 0;
    for await (const _ of pbx.iterateCdr({ size: 5 })) if (++seen === 5) break;
    expect(await pages(stage)).to.deep.equal([1]);
  });

  it("sends the caller's parameters with each page", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, body([1, 2], 3));
    await stage.fault(GET_SEARCH, body([3], 3));
    const pbx = await stage.signedIn();
    await pbx.iterateCdr({ size: 2, status: 2, sortBy: "id", orderBy: "asc", filter: "10" }).toArray();
    expect(await searches(stage)).to.deep.equal([1, 2].map((page) => `${SEARCH}?page=${page}&page_size=2&sort_by=id&order_by=asc&status=2&number=10`));
  });

  it("starts at the page it is given", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, body([5, 6], 6));
    const pbx = await stage.signedIn();
    expect(await pbx.iterateCdr({ page: 3, size: 2 }).toArray()).to.deep.equal([{ id: 5 }, { id: 6 }]);
    expect(await pages(stage)).to.deep.equal([3]);
  });

  for (const [limit, wanted, asked] of [[3, 3, [1, 2]], [2, 2, [1]], [1, 1, [1]], [0, 0, []]]) {
    it(`ends after ${limit} rows by limit, and asks for no more pages than that`, async () => {
      const stage = await simulate({ extensions: 2, calls: 20 });
      const pbx = await stage.signedIn();
      expect(await pbx.iterateCdr({ size: 2 }, { limit }).toArray()).to.have.length(wanted);
      expect(await pages(stage)).to.deep.equal(asked);
    });
  }

  it("starts anew with each loop", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, { ...body([1], 1), times: 2 });
    const pbx = await stage.signedIn();
    const items = pbx.iterateCdr();
    expect(await items.toArray()).to.deep.equal([{ id: 1 }]);
    expect(await items.toArray()).to.deep.equal([{ id: 1 }]);
    expect(await pages(stage)).to.deep.equal([1, 1]);
  });

  it("sends nothing before the loop starts", async () => {
    const stage = await simulate();
    const pbx = await stage.signedIn();
    pbx.iterateCdr();
    expect(await pages(stage)).to.deep.equal([]);
  });

  it("gives rows that move to the next page once", async () => {
    const stage = await simulate({ extensions: 2, calls: 12 });
    const pbx = await stage.signedIn();
    const { personal_cdr_list: before } = await pbx.cdrQuery({ size: 100 });
    const ids = [];
    for await (const { id } of pbx.iterateCdr({ size: 4 })) {
      ids.push(id);
      if (ids.length === 4) await stage.placeCall();
    }
    expect(ids).to.deep.equal(before.map(({ id }) => id));
  });

  it("keeps rows without an id", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, { body: { errcode: 0, total_number: 2, personal_cdr_list: [{ number: "1" }, { number: "2" }] } });
    const pbx = await stage.signedIn();
    expect(await pbx.iterateCdr().toArray()).to.deep.equal([{ number: "1" }, { number: "2" }]);
  });

  it("ends at an empty page whatever the total says", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, body([1, 2], 1000));
    await stage.fault(GET_SEARCH, { ...body([], 1000), times: Infinity });
    const pbx = await stage.signedIn();
    expect(await pbx.iterateCdr({ size: 2 }).toArray()).to.have.length(2);
    expect(await pages(stage)).to.deep.equal([1, 2]);
  });

  it("ends at a short page where there is no total", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, body([1, 2], undefined));
    await stage.fault(GET_SEARCH, body([3], undefined));
    const pbx = await stage.signedIn();
    expect(await pbx.iterateCdr({ size: 2 }).toArray()).to.have.length(3);
    expect(await pages(stage)).to.deep.equal([1, 2]);
  });

  it("is empty where there is no list", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, { body: { errcode: 0 } });
    const pbx = await stage.signedIn();
    expect(await pbx.iterateCdr().toArray()).to.deep.equal([]);
  });

  it("ends between pages when its signal aborts", async () => {
    const stage = await simulate({ extensions: 2, calls: 20 });
    const pbx = await stage.signedIn();
    const controller = new AbortController();
    const reason = new Error("enough");
    const ids = [];
    const loop = (async () => {
      for await (const { id } of pbx.iterateCdr({ size: 4 }, { signal: controller.signal })) {
        ids.push(id);
        if (ids.length === 4) controller.abort(reason);
      }
    })();
    expectError(await rejected(loop), { kind: "aborted", cause: reason });
    expect(ids).to.have.length(4);
    expect(await pages(stage)).to.deep.equal([1]);
  });

  it("rejects when the PBX refuses, after the rows it had", async () => {
    const stage = await simulate();
    await stage.fault(GET_SEARCH, body([1, 2], 4));
    await stage.fault(GET_SEARCH, { errcode: 10005, errmsg: "ACCESS DENIED" });
    const pbx = await stage.signedIn();
    const ids = [];
    const loop = (async () => {
      for await (const { id } of pbx.iterateCdr({ size: 2 })) ids.push(id);
    })();
    expectError(await rejected(loop), { code: -103, kind: "server", errcode: 10005 });
    expect(ids).to.deep.equal([1, 2]);
  });

  for (const [params, options, field] of [[{ size: "2" }, {}, "size"], [{ page: {} }, {}, "page"], [{ filter: 7 }, {}, "filter"], [{}, { limit: -1 }, "limit"], [{}, { limit: "3" }, "limit"], [{}, { signal: {} }, "signal"], [{}, { maxRetries: 0.5 }, "maxRetries"]]) {
    it(`rejects ${JSON.stringify(params)} with ${JSON.stringify(options)} at the first step, naming ${field}`, async () => {
      const stage = await simulate();
      const pbx = await stage.signedIn();
      const items = pbx.iterateCdr(params, options);
      const error = await rejected(items.toArray());
      expectError(error, { kind: "invalid-argument" });
      expect(error.message).to.include(`\`${field}\``);
      expect(await pages(stage)).to.deep.equal([]);
    });
  }
});
