// Files for multipart bodies, out of whatever holds bytes.

const describe = (value) => {
  const kind = `Unexpected data type: ${typeof value}`;
  if (typeof value !== "object" || value === null) return kind;
  return `${kind}; props: ${JSON.stringify(Object.getOwnPropertyNames(value))}`;
};

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
  if (given instanceof File && !name && !options) return given;
  const content = await parts(given);
  const type = options?.type ?? (given instanceof Blob ? given.type : "");
  return new File(content, name ?? nameOf(given) ?? "unknown_file", { ...options, type });
}
