// Bytes as text of printable ASCII, for wasm inside a JavaScript file. Every byte is moved up by 35, which makes most of
// what wasm consists of one plain character and leaves few quotes; what is not plain is a pair of two. It costs 3 %
// after brotli, however a bundler writes strings; base64 costs 25 %, and Latin-1 4 to 6 % by the bundler's charset.

const SHIFT = 35;
const FIRST = 35;
const BACKSLASH = 92;
const END = 123;
/** Two characters begin a pair; each is followed by one of so many. */
const PAIR = [125, 126];
const SECOND = END - FIRST - 1;

/** A second character never is the backslash. */
const second = (index) => (FIRST + index >= BACKSLASH ? FIRST + index + 1 : FIRST + index);

export function encode(bytes) {
  let text = "";
  for (const byte of bytes) {
    const code = (byte + SHIFT) & 255;
    if (code >= FIRST && code < END && code !== BACKSLASH) {
      text += String.fromCharCode(code);
    } else {
      const index = code === BACKSLASH ? 0 : (code - END + 257) & 255;
      text += String.fromCharCode(PAIR[Math.floor(index / SECOND)], second(index % SECOND));
    }
  }
  return text;
}

export function decode(text) {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code > END) {
      const next = text.charCodeAt(++i);
      const index = (code - PAIR[0]) * SECOND + next - FIRST - (next > BACKSLASH);
      code = index ? index + END - 1 : BACKSLASH;
    }
    bytes[length++] = code - SHIFT;
  }
  return bytes.subarray(0, length);
}
