// In a thread of its own: a server that answers with the pages of the lists that providers.js measures.
import { createServer } from "node:http";
import { parentPort } from "node:worker_threads";

import { LISTS, pagesOf } from "./providers.js";

const pages = Object.values(LISTS).map(pagesOf);

/** Both sides ask for it alike. */
const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "access_token", "access-control-max-age": "7200" };

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://pbx.test");
  const [, list] = pathname.split("/");
  const text = request.method === "OPTIONS" ? "" : (pages[list]?.[searchParams.get("pagination") - 1] ?? "{}");
  response.writeHead(200, { ...CORS, "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
});
server.listen(0, "127.0.0.1", () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}`));
