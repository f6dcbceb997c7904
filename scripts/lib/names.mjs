// Shortens the names by which a wasm file and its glue know each other. wasm-bindgen makes them long and ends them in
// hashes, which no compressor shortens: 2.5 kB brotli in an entry of 35. binaryen's own pass leaves the imports of
// wasm-bindgen's modules alone.

const IMPORTS = 2;
const EXPORTS = 7;

/** The same pair with short names; throws where a name is not found in both. */
export function shortenNames(wasm, glue) {
  const module = new WebAssembly.Module(wasm);
  const [imports, exports] = [WebAssembly.Module.imports(module), WebAssembly.Module.exports(module)].map((list) => {
    const names = [...new Set(list.map(({ name }) => name))];
    return new Map(names.map((name, index) => [name, `$${index.toString(36)}`]));
  });
  const found = new Set();
  const shorten = (names, name) => {
    found.add(name);
    return names.get(name);
  };
  const text = glue
    // Properties of the import objects: `name: function(…)` or `name: imported`.
    .replace(/^(\s+)([\w$]+)(?=: )/gm, (whole, space, name) => (imports.has(name) ? space + shorten(imports, name) : whole))
    .replace(/\bwasm\.([\w$]+)/g, (whole, name) => (exports.has(name) ? `wasm.${shorten(exports, name)}` : whole));
  const lost = [...imports.keys()].filter((name) => !found.has(name));
  if (lost.length > 0) throw new Error(`the glue does not know ${lost.join(", ")}`);
  return { wasm: rename(wasm, imports, exports), glue: text };
}

/** Rewrites the import and export sections; all others are copied. */
function rename(wasm, imports, exports) {
  const out = [wasm.subarray(0, 8)];
  const reader = new Reader(wasm, 8);
  while (!reader.atEnd) {
    const id = reader.byte();
    const body = reader.bytes(reader.number());
    const names = { [IMPORTS]: imports, [EXPORTS]: exports }[id];
    const rewritten = names ? section(body, id, names) : body;
    out.push(Buffer.from([id]), number(rewritten.length), rewritten);
  }
  return Buffer.concat(out);
}

function section(body, id, short) {
  const reader = new Reader(body, 0);
  const count = reader.number();
  const out = [number(count)];
  for (let i = 0; i < count; i++) {
    if (id === IMPORTS) out.push(name(reader.name()));
    out.push(name(short.get(reader.name())));
    const start = reader.at;
    if (id === IMPORTS) reader.skipImport();
    else reader.skipExport();
    out.push(body.subarray(start, reader.at));
  }
  return Buffer.concat(out);
}

class Reader {
  constructor(data, at) {
    this.data = data;
    this.at = at;
  }
  get atEnd() {
    return this.at >= this.data.length;
  }
  byte() {
    return this.data[this.at++];
  }
  bytes(length) {
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
  /** LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
  name() {
    return Buffer.from(this.bytes(this.number())).toString();
  }
  skipLimits() {
    const flags = this.byte();
    this.number();
    if (flags & 1) this.number();
  }
  skipImport() {
    const kind = this.byte();
    if (kind === 0) this.number();
    else if (kind === 1) {
      this.byte();
      this.skipLimits();
    } else if (kind === 2) this.skipLimits();
    else if (kind === 3) this.bytes(2);
    else throw new Error(`an import of unknown kind ${kind}`);
  }
  skipExport() {
    this.byte();
    this.number();
  }
}

function number(value) {
  const bytes = [];
  do {
    bytes.push((value % 128) + (value > 127 ? 128 : 0));
    value = Math.floor(value / 128);
  } while (value > 0);
  return Buffer.from(bytes);
}

const name = (text) => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);
