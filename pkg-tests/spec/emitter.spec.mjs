import { eventually, expect, inNode, isPbxError, it, PBXOperator, simulate, takeReports, thrown } from "./support.mjs";

const operator = () => new PBXOperator({ url: "https://pbx.example.com", username: "1000", secret: "s" });

for (const [what, make] of [["an operator", async () => operator()], ["a socket wrapper", async () => (await (await simulate()).signedIn()).socket]]) {
  describe(`the emitter of ${what}`, () => {
    it("returns the instance from all methods that register", async () => {
      const emitter = await make();
      const listener = () => {};
      for (const name of ["on", "addListener", "once", "prependListener", "prependOnceListener", "off", "removeListener"]) {
        expect(emitter[name]("cdrChange", listener), name).to.equal(emitter);
      }
      expect(emitter.removeAllListeners(), "removeAllListeners").to.equal(emitter);
      expect(emitter.setMaxListeners(3), "setMaxListeners").to.equal(emitter);
      expect(emitter.getMaxListeners()).to.equal(Infinity);
    });

    it("calls listeners at once, in order, with what was emitted and the instance as this", async () => {
      const emitter = await make();
      const heard = [];
      emitter.on("cdrChange", function (...args) {
        heard.push(["one", this === emitter, args]);
      });
      emitter.on("cdrChange", (...args) => heard.push(["two", true, args]));
      expect(emitter.emit("cdrChange", 1, 2)).to.equal(true);
      expect(heard).to.deep.equal([["one", true, [1, 2]], ["two", true, [1, 2]]]);
    });

    it("says whether anybody listened", async () => {
      const emitter = await make();
      expect(emitter.emit("cdrChange")).to.equal(false);
    });

    it("calls a `once` once", async () => {
      const emitter = await make();
      let heard = 0;
      emitter.once("cdrChange", () => (heard += 1));
      emitter.emit("cdrChange");
      emitter.emit("cdrChange");
      expect(heard).to.equal(1);
      expect(emitter.listenerCount("cdrChange")).to.equal(0);
    });

    it("puts prepended listeners first", async () => {
      const emitter = await make();
      const heard = [];
      emitter.on("cdrChange", () => heard.push("on"));
      emitter.prependListener("cdrChange", () => heard.push("prepended"));
      emitter.prependOnceListener("cdrChange", () => heard.push("prepended once"));
      emitter.emit("cdrChange");
      emitter.emit("cdrChange");
      expect(heard).to.deep.equal(["prepended once", "prepended", "on", "prepended", "on"]);
    });

    it("calls a listener twice that was added twice, and removes it one time at a time", async () => {
      const emitter = await make();
      let heard = 0;
      const listener = () => (heard += 1);
      emitter.on("cdrChange", listener).on("cdrChange", listener);
      emitter.emit("cdrChange");
      expect(heard).to.equal(2);
      emitter.off("cdrChange", listener);
      emitter.emit("cdrChange");
      expect(heard).to.equal(3);
      emitter.removeListener("cdrChange", listener);
      expect(emitter.emit("cdrChange")).to.equal(false);
    });

    it("removes a `once` by what the page passed", async () => {
      const emitter = await make();
      const listener = () => {
        throw new Error("it was removed");
      };
      emitter.once("cdrChange", listener).off("cdrChange", listener);
      emitter.emit("cdrChange");
      expect(emitter.eventNames()).to.deep.equal([]);
    });

    it("does not mind the removal of what is not there", async () => {
      const emitter = await make();
      emitter.on("cdrChange", () => {});
      emitter.off("cdrChange", () => {}).off("gap", () => {});
      expect(emitter.listenerCount("cdrChange")).to.equal(1);
    });

    it("counts and names", async () => {
      const emitter = await make();
      const [one, two] = [() => {}, () => {}];
      emitter.on("cdrChange", one).once("gap", two);
      expect([emitter.listenerCount("cdrChange"), emitter.listenerCount("gap"), emitter.listenerCount("runtimeError")]).to.deep.equal([1, 1, 0]);
      expect(emitter.eventNames()).to.deep.equal(["cdrChange", "gap"]);
      expect(emitter.listeners("gap")).to.deep.equal([two]);
      expect(emitter.rawListeners("gap")[0].listener).to.equal(two);
    });

    it("removes all listeners of one event, or of all", async () => {
      const emitter = await make();
      emitter.on("cdrChange", () => {}).on("gap", () => {}).on("runtimeError", () => {});
      expect(emitter.removeAllListeners("gap").eventNames()).to.deep.equal(["cdrChange", "runtimeError"]);
      expect(emitter.removeAllListeners().eventNames()).to.deep.equal([]);
    });

    it("goes on with the listeners it began with when one changes the list", async () => {
      const emitter = await make();
      const heard = [];
      const second = () => heard.push("second");
      emitter.on("cdrChange", () => {
        heard.push("first");
        emitter.off("cdrChange", second).on("cdrChange", () => heard.push("late"));
      });
      emitter.on("cdrChange", second);
      emitter.emit("cdrChange");
      expect(heard).to.deep.equal(["first", "second"]);
    });

    for (const [kind, value] of [["nothing", undefined], ["null", null], ["a text", "x"], ["an object", { handleEvent() {} }]]) {
      it(`refuses ${kind} as a listener at once`, async () => {
        const emitter = await make();
        for (const name of ["on", "once", "addListener", "prependListener", "prependOnceListener"]) {
          const error = thrown(() => emitter[name]("cdrChange", value));
          expect(isPbxError(error), name).to.equal(true);
          expect([error.kind, error.vendor]).to.deep.equal(["invalid-argument", "yeastar"]);
          expect(error.message).to.include("listener");
        }
        expect(emitter.eventNames()).to.deep.equal([]);
      });
    }

    it("reports a listener that throws, and the others still hear", async () => {
      const emitter = await make();
      const mistake = new Error("a mistake of the page");
      let heard = 0;
      emitter.on("cdrChange", () => {
        throw mistake;
      });
      emitter.on("cdrChange", () => (heard += 1));
      expect(emitter.emit("cdrChange")).to.equal(true);
      expect(heard).to.equal(1);
      expect(takeReports()).to.deep.equal([mistake]);
    });

    it("calls no listener of a name that objects inherit", async () => {
      const emitter = await make();
      for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
        expect(emitter.emit(name), name).to.equal(false);
        expect(emitter.listenerCount(name)).to.equal(0);
      }
    });
  });
}

if (inNode) {
  describe("a listener that throws where there is no reportError", () => {
    it("is an unhandled rejection, as any mistake is there", async () => {
      delete globalThis.reportError;
      const before = process.listeners("unhandledRejection");
      process.removeAllListeners("unhandledRejection");
      const seen = [];
      process.on("unhandledRejection", (error) => seen.push(error));
      try {
        const mistake = new Error("a mistake of the page");
        operator()
          .on("gap", () => {
            throw mistake;
          })
          .emit("gap");
        await eventually(() => seen.length > 0);
        expect(seen).to.deep.equal([mistake]);
      } finally {
        process.removeAllListeners("unhandledRejection");
        for (const listener of before) process.on("unhandledRejection", listener);
      }
    });
  });
}
