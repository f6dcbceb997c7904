/** A variable of the environment, trimmed; undefined where it is blank, and in a browser. */
export function variable(name) {
  const { process, Deno } = globalThis;
  return (process?.env?.[name] ?? Deno?.env?.get?.(name))?.trim() || undefined;
}
