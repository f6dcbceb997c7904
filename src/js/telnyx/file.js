// Files for multipart bodies, out of whatever holds bytes.

function describe(value) {
  const maker = value?.constructor?.name;
  const kind = `Unexpected data type: ${typeof value}${maker ? `; constructor: ${maker}` : ""}`;
  if (typeof value !== "object" || value === null) return kind;
  return `${kind}; props: [${Object.getOwnPropertyNames(value).map((name) => `"${name}"`).join(", ")}]`;
}

async function parts(value) {
  if (typeof value === "string" || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return [value];
  if (typeof value?.blob === "function") return [await value.blob()];
  if (typeof value?.arrayBuffer === "function") return [await value.arrayBuffer()];
  if (typeof value?.[Symbol.asyncIterator] !== "function") throw new Error(describe(value));
  const chunks = [];
  for await (const chunk of value) chunks.push(...(await parts(chunk)));
  return chunks;
}

/** The last piece of a path or an address. */
const lastPiece = (text) => `${text}`.split(/[\\/]/).pop() || undefined;

function nameOf(value) {
  if (value?.name) return lastPiece(value.name);
  if (typeof value?.blob === "function" && value.url) return lastPiece(new URL(value.url).pathname);
  return lastPiece(value?.url ?? value?.path ?? "");
}

export async function toFile(value, name, options) {
  const given = await value;
  if (given instanceof File) return given;
  return new File(await parts(given), name ?? nameOf(given) ?? "unknown_file", options);
}
