/**
 * The simulated PBXs on real ports of this machine. Node only.
 *
 * @import { IncomingMessage, ServerResponse } from "node:http"
 * @import { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2"
 * @import { AddressInfo, Server } from "node:net"
 * @import { Duplex } from "node:stream"
 * @import { Answer, Core, Host } from "./core.js"
 * @import { ListenOptions } from "./index.js"
 */
import { STATUS_CODES, createServer } from "node:http";
import { createServer as createHttp2Server, createSecureServer as createSecureHttp2Server } from "node:http2";
import { createServer as createSecureServer } from "node:https";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { getRequestListener } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { generate } from "selfsigned";
import { WebSocketServer } from "ws";
import { BLANKS, breath } from "./core.js";

const LOOPBACK = "127.0.0.1";

/**
 * Opens a port for each PBX and tells it its address.
 *
 * @param {Core} core
 * @param {ListenOptions} [options]
 * @returns {Promise<() => Promise<void>>} What closes them.
 */
export async function listen(core, { host = LOOPBACK, ports = {}, tls = false } = {}) {
  const certificate = tls === true ? await makeCertificate() : tls || undefined;
  /** @type {(() => Promise<void>)[]} */
  const opened = [];
  const close = async () => void (await Promise.all(opened.map((end) => end())));
  try {
    for (const pbx of core.hosts) {
      const port = /** @type {Record<string, number | undefined>} */ (ports)[pbx.name] ?? 0;
      const server = await servePbx(pbx, { host, port, certificate });
      opened.push(server.close);
      pbx.url = server.url + new URL(pbx.address).pathname.replace(/\/$/, "");
      if (pbx.grpc) {
        const native = await serveGrpc(pbx, { host, certificate });
        opened.push(native.close);
        pbx.grpc.address = new URL(native.url).host;
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

/**
 * @param {Host} pbx
 * @param {{ host: string, port: number, certificate?: { key: string, cert: string } }} options
 */
function servePbx(pbx, { host, port, certificate }) {
  const respond = getRequestListener(
    async (request, env) => {
      const { incoming, outgoing } = /** @type {{ incoming: IncomingMessage, outgoing: ServerResponse }} */ (env);
      const answer = await pbx.exchange(request, incoming.url ?? "/");
      if (answer === "drop") incoming.socket.destroy();
      else if (answer !== "hang") write(outgoing, answer);
      return RESPONSE_ALREADY_SENT;
    },
    // Otherwise the adapter puts its own Request and Response in place of Node's.
    { overrideGlobalObjects: false },
  );
  const server = certificate ? createSecureServer(certificate, respond) : createServer(respond);
  const handleProtocols = (/** @type {Set<string>} */ offered) => pbx.protocolOf([...offered]) || false;
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, handleProtocols });
  server.on("upgrade", (incoming, socket, head) => {
    upgrade(pbx, sockets, incoming, socket, head).catch(() => socket.destroy());
  });
  return start(server, { host, port, secure: certificate !== undefined });
}

/**
 * Opens the port of a server.
 *
 * @param {Server} server
 * @param {{ host: string, port: number, secure?: boolean }} options
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export function start(server, { host, port, secure = false }) {
  /** @type {Set<import("node:net").Socket>} Upgraded and unanswered ones too, which the server itself would wait for. */
  const connections = new Set();
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
  });
  return new Promise((resolve, reject) => {
    server.on("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      reject(error.code === "EADDRINUSE" ? new Error(`port ${port} of ${host} is in use`, { cause: error }) : error),
    );
    server.listen(port, host, () => {
      const name = host.includes(":") ? `[${host}]` : host;
      resolve({
        url: `${secure ? "https" : "http"}://${name}:${/** @type {AddressInfo} */ (server.address()).port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const connection of connections) connection.destroy();
          }),
      });
    });
  });
}

/**
 * One request per connection: a browser that loses a connection it has used before asks again by itself, and the
 * page never learns that it was cut.
 *
 * @param {ServerResponse} outgoing
 * @param {Answer} answer
 */
function write(outgoing, { status, headers, body, end }) {
  const length = end === "endless" ? [] : [["content-length", String(body.length)]];
  outgoing.writeHead(status, [...headers, ...length, ["connection", "close"]].flat());
  writeBody(outgoing, body, end);
}

/** @type {(outgoing: import("node:stream").Writable, body: Uint8Array, end: Answer["end"]) => void} */
function writeBody(outgoing, body, end) {
  if (end === "whole") return void outgoing.end(body);
  outgoing.write(end === "stalled" ? body.subarray(0, Math.ceil(body.length / 2)) : body);
  if (end === "endless") Readable.from(blanks()).pipe(outgoing);
}

async function* blanks() {
  for (;;) {
    await breath();
    yield BLANKS;
  }
}

/**
 * gRPC over HTTP/2. A gRPC library's server would hide calls of unknown methods from the log, and could neither cut
 * a connection nor leave an answer unfinished.
 *
 * @param {Host} pbx
 * @param {{ host: string, certificate?: { key: string, cert: string } }} options
 */
function serveGrpc(pbx, { host, certificate }) {
  const server = certificate ? createSecureHttp2Server(certificate) : createHttp2Server();
  /** @type {Map<number | undefined, import("node:net").Socket>} By the client's port. */
  const sockets = new Map();
  server.on("connection", (/** @type {import("node:net").Socket} */ socket) => {
    const { remotePort } = socket;
    sockets.set(remotePort, socket);
    socket.on("close", () => sockets.delete(remotePort));
  });
  server.on("stream", (stream, headers) => {
    // A client that leaves in the middle is no event here.
    stream.on("error", () => {});
    // Anything gentler is a call that was cancelled, to gRPC's clients.
    const cut = () => sockets.get(stream.session?.socket?.remotePort)?.resetAndDestroy();
    answerCall(pbx, stream, headers, cut).catch(() => stream.close());
  });
  return start(server, { host, port: 0, secure: certificate !== undefined });
}

/**
 * @param {Host} pbx
 * @param {ServerHttp2Stream} stream
 * @param {IncomingHttpHeaders & { ":path"?: string, ":method"?: string }} incoming
 * @param {() => unknown} cut
 */
async function answerCall(pbx, stream, { ":path": target = "/", ":method": method = "POST", ...incoming }, cut) {
  const metadata = Object.entries(incoming).filter(([name]) => !name.startsWith(":"));
  const headers = metadata.flatMap(([name, values = []]) => [values].flat().map((value) => /** @type {[string, string]} */ ([name, value])));
  const body = await buffer(stream);
  const request = new Request(new URL(target, pbx.url), { method, headers, body: method === "GET" || method === "HEAD" ? null : body });
  const answer = await pbx.exchange(request, target);
  if (answer === "hang") return;
  if (answer === "drop") return void cut();
  const all = Object.fromEntries(answer.headers);
  if (answer.body.length === 0 && answer.end === "whole") return stream.respond({ ":status": answer.status, ...all }, { endStream: true });
  // How a call went is said behind the body, the code first.
  const { "grpc-status": code, "grpc-message": message, ...before } = all;
  stream.respond({ ":status": answer.status, ...before }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(code === undefined ? {} : { "grpc-status": code, "grpc-message": message }));
  writeBody(stream, answer.body, answer.end);
}

/**
 * @param {Host} pbx
 * @param {WebSocketServer} sockets
 * @param {IncomingMessage} incoming
 * @param {Duplex} socket
 * @param {Buffer} head
 */
async function upgrade(pbx, sockets, incoming, socket, head) {
  // A client that leaves in the middle is no event here.
  socket.on("error", () => {});
  const target = incoming.url ?? "/";
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) => values.map((value) => /** @type {[string, string]} */ ([name, value])));
  const offered = (incoming.headers["sec-websocket-protocol"] ?? "").split(",").map((one) => one.trim()).filter(Boolean);
  const answer = await pbx.upgrade(new Request(new URL(target, pbx.url), { headers }), target, offered);
  if (answer === "hang") return;
  if (answer === "drop") return socket.destroy();
  if (typeof answer !== "function") return refuse(socket, answer);
  sockets.handleUpgrade(incoming, socket, head, (client) => {
    const lines = answer({
      send: (text) => client.send(text),
      close: (code) => (code === 1005 ? client.close() : client.close(code)),
      terminate: () => client.terminate(),
    });
    client.on("message", (data) => lines.message(data.toString()));
    client.on("close", (code) => lines.closed(code));
    client.on("error", () => {});
  });
}

/**
 * @param {Duplex} socket
 * @param {Answer} answer
 */
function refuse(socket, { status, headers, body }) {
  const lines = [...headers, ["content-length", String(body.length)], ["connection", "close"]].map(([name, value]) => `${name}: ${value}`);
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.join("\r\n")}\r\n\r\n`);
  socket.end(body);
}

/** For loopback, for a year; no client trusts it unless told to. */
async function makeCertificate() {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }, { type: 7, ip: LOOPBACK }, { type: 7, ip: "::1" }] },
    ],
  });
  return { key, cert };
}
