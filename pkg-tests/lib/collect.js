/** What came of a mocha run, as plain data. */
export function collect(runner) {
  return new Promise((resolve) => {
    const outcome = { passed: 0, failures: [] };
    runner.on("pass", () => (outcome.passed += 1));
    runner.on("fail", (test, error) => {
      // Engines differ in whether a stack repeats the message.
      const stack = String(error?.stack ?? "");
      const text = stack.includes(error?.message) ? stack : `${error}\n${stack}`;
      const values = error && "expected" in error ? `\nexpected: ${show(error.expected)}\n     got: ${show(error.actual)}` : "";
      outcome.failures.push({ title: test.fullTitle(), detail: text + values });
    });
    runner.once("end", () => resolve(outcome));
  });
}

function show(value) {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
