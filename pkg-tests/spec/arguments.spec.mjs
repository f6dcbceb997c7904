import { expect, expectError, init, it, PBXOperator, rejected, settle, simulate, simulateHere, takePrinted, thrown, watch } from "./support.mjs";

const VALUES = { text: "7", number: 7, boolean: true, nothing: null, list: [], object: {}, function: () => {} };
const SEARCH = "GET /api/v1.0/cdr/searchpersonal";

/** All of `VALUES` but some, by name. */
const wrong = (...right) => Object.entries(VALUES).filter(([name]) => !right.includes(name));

const counts = [["a fraction", 1.5], ["a number below zero", -1], ["NaN", NaN], ["infinity", Infinity], ["a number that is too large", 2 ** 53]];

const OPTIONS = {
  username: [...wrong("text"), ["an empty text", ""], ["undefined", undefined]],
  secret: [...wrong("text", "function"), ["an empty text", ""], ["undefined", undefined]],
  userAgent: [...wrong(), ["another agent", "Safari"]],
  onAuthRequired: wrong("function"),
  timeoutMs: [...wrong("number"), ...counts],
  maxRetries: [...wrong("number"), ...counts, ["more than a hundred", 101]],
  maxBodyBytes: [...wrong("number"), ...counts],
  signal: [...wrong("nothing"), ["a look-alike", { aborted: false }]],
  fetch: wrong("function"),
  WebSocket: wrong("function"),
  onRequest: wrong("function"),
  onResponse: wrong("function"),
};

describe("options of init", () => {
  for (const [name, cases] of Object.entries(OPTIONS)) {
    for (const [what, value] of cases) {
      it(`refuse ${name} that is ${what}, by name and before anything is sent`, async () => {
        const stage = await simulateHere();
        const error = await rejected(init(stage.options({ [name]: value })));
        expectError(error, { kind: "invalid-argument", retryable: false, vendor: "yeastar", code: undefined });
        expect(error.message).to.include("init(options)").and.include(`\`${name}\``);
        expect(await stage.wire()).to.deep.equal([]);
      });
    }
  }

  for (const [what, value] of [["nothing", undefined], ["null", null], ["a text", "https://pbx.example.com"], ["a number", 7], ["a list", []], ["a function", () => {}]]) {
    it(`cannot be ${what}`, async () => {
      const error = await rejected(init(value));
      expectError(error, { kind: "invalid-argument" });
      expect(error.message).to.include("init(options)");
    });
  }

  it("may be undefined where there is a default", async () => {
    const stage = await simulateHere();
    const names = ["userAgent", "timeoutMs", "maxRetries", "maxBodyBytes", "signal", "onRequest", "onResponse", "onAuthRequired", "baseUrl"];
    const pbx = await stage.signedIn(Object.fromEntries(names.map((name) => [name, undefined])));
    expect(pbx.isInited).to.equal(true);
  });

  it("never repeat a value in the message: it may be a secret", async () => {
    for (const options of [{ secret: { text: "s3cret-value" } }, { username: ["s3cret-value"] }, { timeoutMs: "s3cret-value" }, { userAgent: "s3cret-value" }]) {
      const error = await rejected(init({ pbxURL: "https://pbx.example.com", username: "1000", secret: "s", ...options }));
      expect(error.message).not.to.include("s3cret-value");
    }
  });

  it("refuse a text with half a surrogate pair, which cannot be sent", async () => {
    const error = await rejected(init({ pbxURL: "https://pbx.example.com", username: "10\uD83D", secret: "s" }));
    expectError(error, { kind: "invalid-argument" });
    expect(error.message).to.include("`username`");
  });

  it("take the vendor's options that mean nothing here without a word", async () => {
    const stage = await simulateHere();
    const { pbx } = await init(stage.options({ enableLog: false, reRegistryPhoneTimes: 3, deviceIds: {}, disableCallWaiting: true }));
    expect(pbx.isInited).to.equal(true);
    pbx.destroy();
    expect(takePrinted()).to.deep.equal([]);
  });

  it("that are unknown are warned of once, by name", async () => {
    const stage = await simulateHere();
    for (let run = 0; run < 2; run += 1) {
      const { pbx } = await init(stage.options({ colourOfTheSky: "s3cret-value" }));
      pbx.destroy();
    }
    const printed = takePrinted();
    expect(printed.map(({ name }) => name)).to.deep.equal(["warn"]);
    expect(printed[0].text).to.include("`colourOfTheSky`").and.include("init(options)").and.not.include("s3cret-value");
  });
});

describe("the config of new PBXOperator", () => {
  for (const [name, [[what, value]]] of Object.entries(OPTIONS)) {
    it(`refuses ${name} that is ${what} by throwing`, () => {
      const error = thrown(() => new PBXOperator({ url: "https://pbx.example.com", username: "1000", secret: "s", [name]: value }));
      expectError(error, { kind: "invalid-argument" });
      expect(error.message).to.include(`\`${name}\``);
    });
  }

  it("has its address in url, not in pbxURL", () => {
    const error = thrown(() => new PBXOperator({ pbxURL: "https://pbx.example.com", username: "1000", secret: "s" }));
    expectError(error, { code: -2 });
    // Whether it also warns of the key that means nothing here is its own affair.
    takePrinted();
  });
});

const PARAMS = {
  page: [...wrong("number", "nothing"), ["NaN", NaN], ["infinity", Infinity]],
  size: [...wrong("number", "nothing"), ["NaN", NaN]],
  status: [...wrong("number", "nothing"), ["NaN", NaN]],
  sortBy: wrong("text", "nothing"),
  orderBy: wrong("text", "nothing"),
  filter: [...wrong("text", "nothing"), ["half a surrogate pair", "\uDE00"]],
};

const CALL_OPTIONS = {
  timeoutMs: [...wrong("number"), ...counts],
  maxRetries: [...wrong("number"), ...counts],
  maxBodyBytes: [...wrong("number"), ...counts],
  signal: wrong("nothing"),
};

describe("parameters of cdrQuery", () => {
  const refuses = (name, what, args) => {
    it(`refuse ${name} that is ${what}, by name and before anything is sent`, async () => {
      const stage = await simulateHere();
      const pbx = await stage.signedIn();
      const error = await rejected(pbx.cdrQuery(...args));
      expectError(error, { kind: "invalid-argument", vendor: "yeastar" });
      expect(error.message).to.include("cdrQuery(").and.include(`\`${name}\``);
      expect(await stage.count(SEARCH)).to.equal(0);
    });
  };
  for (const [name, cases] of Object.entries(PARAMS)) for (const [what, value] of cases) refuses(name, what, [{ [name]: value }]);
  for (const [name, cases] of Object.entries(CALL_OPTIONS)) for (const [what, value] of cases) refuses(name, `${what} in its options`, [{}, { [name]: value }]);
  for (const [what, value] of wrong("boolean")) refuses("strict", `${what} in its options`, [{}, { strict: value }]);

  for (const [what, value] of [["a text", "10"], ["a number", 1], ["a list", []]]) {
    it(`cannot be ${what}`, async () => {
      const stage = await simulateHere();
      const pbx = await stage.signedIn();
      for (const args of [[value], [{}, value]]) expectError(await rejected(pbx.cdrQuery(...args)), { kind: "invalid-argument" });
      expect(await stage.count(SEARCH)).to.equal(0);
    });
  }

  it("reject and never throw", async () => {
    const stage = await simulateHere();
    const pbx = await stage.signedIn();
    for (const call of [() => pbx.cdrQuery(7), () => pbx.logout(7), () => pbx.cdrQuery({ page: Symbol("x") }), () => pbx.cdrQuery({ page: 1n })]) {
      const promise = call();
      expect(promise).to.be.instanceOf(Promise);
      expectError(await rejected(promise), { kind: "invalid-argument" });
    }
  });

  it("that are unknown are warned of once", async () => {
    const stage = await simulateHere();
    const pbx = await stage.signedIn();
    await pbx.cdrQuery({ pageNumberOfMine: 1 });
    await pbx.cdrQuery({ pageNumberOfMine: 2 }, { retriesOfMine: 3 });
    expect(takePrinted().map(({ text }) => /`(\w+)`/.exec(text)[1])).to.deep.equal(["pageNumberOfMine", "retriesOfMine"]);
  });

  it("may come from an object without a prototype, or inherit", async () => {
    const stage = await simulateHere();
    const pbx = await stage.signedIn();
    await pbx.cdrQuery(Object.assign(Object.create(null), { page: 3 }));
    await pbx.cdrQuery(Object.create({ page: 4 }));
    const pages = (await stage.requests(SEARCH)).map(({ target }) => new URL(target, "http://x").searchParams.get("page"));
    expect(pages).to.deep.equal(["3", "4"]);
  });
});

describe("options of logout", () => {
  for (const [name, cases] of Object.entries(CALL_OPTIONS)) {
    const [[what, value]] = cases;
    it(`refuse ${name} that is ${what}`, async () => {
      const stage = await simulateHere();
      const pbx = await stage.signedIn();
      const error = await rejected(pbx.logout({ [name]: value }));
      expectError(error, { kind: "invalid-argument" });
      expect(error.message).to.include(`\`${name}\``);
      expect(await stage.count("GET /api/v1.0/logout")).to.equal(0);
    });
  }
});

describe("a getter that throws", () => {
  const mistake = new Error("a mistake of the page");
  const throwing = (name) => ({
    get [name]() {
      throw mistake;
    },
  });

  it("in parameters, while another call is pending: both settle", async () => {
    const stage = await simulate();
    const pbx = await stage.live();
    await stage.fault(SEARCH, { delayMs: 100 });
    const pending = watch(pbx.cdrQuery());
    const error = await rejected(pbx.cdrQuery(throwing("page")));
    expectError(error, { kind: "invalid-argument", cause: mistake });
    expect(error.message).to.include("`page`");
    await pending.done;
    expect(pending.value.errcode).to.equal(0);
    expect((await pbx.cdrQuery()).errcode).to.equal(0);
  });

  for (const name of ["strict", "signal", "timeoutMs"]) {
    it(`in the option ${name} of a call names it`, async () => {
      const stage = await simulateHere();
      const pbx = await stage.signedIn();
      const error = await rejected(pbx.cdrQuery({}, throwing(name)));
      expectError(error, { kind: "invalid-argument", cause: mistake });
      expect(error.message).to.include(`\`${name}\``);
    });
  }

  for (const name of ["pbxURL", "username", "secret", "fetch", "onRequest"]) {
    it(`in the option ${name} of init, while another session starts: both settle`, async () => {
      const stage = await simulate();
      const pending = watch(stage.signedIn());
      const options = Object.defineProperties(stage.options(), Object.getOwnPropertyDescriptors(throwing(name)));
      const error = await rejected(init(options));
      expectError(error, { kind: "invalid-argument", cause: mistake });
      expect(error.message).to.include(`\`${name}\``);
      await pending.done;
      expect(pending.value.isInited).to.equal(true);
    });
  }

  it("in an event's msg, a property of the operator or an AbortSignal leaves the session alone", async () => {
    const stage = await simulateHere();
    const pbx = await stage.live();
    const signal = { get aborted() { throw mistake; }, addEventListener() {} };
    expectError(await rejected(pbx.cdrQuery({}, { signal })), { kind: "invalid-argument" });
    expect((await pbx.cdrQuery()).errcode).to.equal(0);
    expect(pbx.feed.state).to.equal("live");
  });
});

describe("what a page writes into an operator", () => {
  for (const [what, change] of [["a username that is none", (pbx) => (pbx.username = 7)], ["a secret that is none", (pbx) => (pbx.secret = 7)]]) {
    it(`is checked at init: ${what}`, async () => {
      const stage = await simulate();
      const pbx = stage.operator();
      change(pbx);
      expectError(await rejected(pbx.init()), { kind: "invalid-argument" });
      expect(await stage.count("POST /api/v1.0/login")).to.equal(0);
    });
  }

  it("may be replaced methods and a subclass", async () => {
    const stage = await simulateHere();
    class Mine extends PBXOperator {
      constructor(config) {
        super(config);
        this.mine = true;
      }
    }
    const pbx = new Mine(stage.config());
    await pbx.init();
    expect([pbx.mine, pbx.isInited, pbx instanceof PBXOperator]).to.deep.equal([true, true, true]);
    pbx.destroy();
  });
});
