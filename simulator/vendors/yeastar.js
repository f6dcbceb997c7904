/**
 * A simulated Yeastar P-Series PBX, seen from its web client: sign-in, the personal call records, and the socket
 * that pushes events.
 *
 * What only a real PBX could tell is a choice of ours, and said so where it is made.
 *
 * @import { Context as HonoContext } from "hono"
 * @import { Context, Lines, Link, Pbx, Vendor } from "../core.js"
 * @import { SimulatedYeastar, YeastarExtension, YeastarFixtures } from "../index.js"
 * @import { Disposition } from "./yeastar-calls.js"
 */
import { Hono } from "hono";
import { callTimes, drawCall, makeContacts, personName, talkSeconds } from "./yeastar-calls.js";

/** @typedef {Required<YeastarExtension>} Extension */
/** @typedef {{ extension: Extension, client: "WebClient" | "WebPC", token: string, ended: boolean }} Session */
/** @typedef {{ session: Session, link: Link, topics: number[] }} Socket */
/**
 * @typedef {object} CallRecord
 * @property {number} at When it ended and was written down, in milliseconds since 1970.
 * @property {string} uniqueid
 * @property {string} from
 * @property {string} to
 * @property {Disposition} disposition
 * @property {number} talkSeconds
 * @property {number} readableAt
 */
/** @typedef {{ id: number, call: CallRecord }} Side One extension's side of a call. */

const API = "/api/v1.0";
const IDLE_MS = 60_000;
const DAY_MS = 86_400_000;

const KICKED = 10000;
const CDR_CHANGE = 20049;

const OK = { errcode: 0, errmsg: "SUCCESS" };
const NO_INTERFACE = { errcode: 10001, errmsg: "INTERFACE NOT EXISTED" };
const TOKEN_EXPIRED = { errcode: 10004, errmsg: "TOKEN EXPIRED" };
// All ways to fail a sign-in look alike to a client; a real PBX may give them different codes.
const SIGN_IN_REFUSED = { errcode: 10005, errmsg: "ACCESS DENIED" };
const BAD_PARAMETER = { errcode: 40002, errmsg: "PARAMETER ERROR" };

/** `status` of a row: which side of the call the extension was on. */
const INCOMING = 1;
const MISSED = 2;
const OUTGOING = 3;

const DISPOSITIONS = ["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "VOICEMAIL"];

/** @type {Vendor} */
export const yeastar = {
  address: "https://yeastar.pbx.test",
  cors: () => ({ methods: "GET, POST", headers: "authorization, content-type" }),
  secrets: {
    headers: ["authorization", "cookie"],
    query: ["access_token"],
    fields: ["password", "access_token", "secret", "signature", "sign"],
  },
  refusal: ({ errcode, errmsg = "FAILED" }) => (errcode === undefined ? undefined : { errcode, errmsg }),
  options: {
    extensions: { help: "extensions, from 1000 up", initial: 50, least: 1 },
    calls: { help: "calls there have been today", initial: 2000 },
  },
  create,
};

/**
 * @param {Context} context
 * @param {YeastarFixtures} fixtures
 * @returns {Pbx}
 */
function create({ now, after, random }, fixtures) {
  const {
    baseOemId = 0,
    version = "37.14.0.30",
    internalClient = 1,
    services = [{ service_name: "fqdn", status: "connected" }, { service_name: "video", status: "unused" }],
    calls: pastCalls = 0,
    trafficMs,
    rowDelayMs = 0,
  } = fixtures;
  if (trafficMs !== undefined && !(trafficMs > 0)) throw new RangeError("trafficMs is above 0");

  const extensions = makeExtensions(fixtures.extensions ?? 3, random);
  const byNumber = new Map(extensions.map((extension) => [extension.number, extension]));
  const contacts = makeContacts(random("contacts"));
  const contactOf = new Map(contacts.map((contact) => [contact.number, contact]));
  const tokens = random("tokens");
  const draws = random("calls");

  /** @type {Map<string, Session>} By token. */
  const sessions = new Map();
  /** @type {Set<Socket>} */
  const sockets = new Set();
  /** @type {Map<string, Side[]>} By extension, oldest first: calls are added as time goes, so no list is ever sorted. */
  const sides = new Map(extensions.map(({ number }) => [number, []]));
  let calls = 0;
  let rows = 0;
  let serial = 0;

  /** @param {string} number */
  const extensionOf = (number) => {
    const extension = byNumber.get(number);
    if (!extension) throw new RangeError(`there is no extension ${number}`);
    return extension;
  };

  // ---- Events ----------------------------------------------------------------------------------------------

  /** @type {(event: { type: number, msg?: unknown, errcode?: number }) => string} */
  const frame = ({ type, msg = {}, errcode }) =>
    // `msg` is JSON inside JSON; text is taken as it is, so that a broken one can be sent too.
    JSON.stringify({ errcode, type, sn: `SIM${String((serial += 1)).padStart(9, "0")}`, msg: typeof msg === "string" ? msg : JSON.stringify(msg) });

  /** @param {string | undefined} number */
  const socketsOf = (number) => [...sockets].filter(({ session }) => number === undefined || session.extension.number === number);

  /**
   * Nothing reaches it from here on, although the closing handshake takes a while.
   *
   * @type {(socket: Socket, code: number) => void}
   */
  const part = (socket, code) => {
    sockets.delete(socket);
    if (code === 1006) socket.link.terminate();
    else socket.link.close(code);
  };

  /** @type {SimulatedYeastar["emit"]} */
  const emit = (event) => {
    const reached = socketsOf(event.to).filter(({ topics }) => !("type" in event) || event.force || topics.includes(event.type));
    if ("close" in event) {
      const { close } = event;
      if (!(Number.isInteger(close) && close >= 1000 && close <= 4999)) throw new RangeError("a close code is from 1000 to 4999");
      for (const socket of reached) part(socket, close);
    } else {
      const text = "raw" in event ? event.raw : frame(event);
      for (const { link } of reached) link.send(text);
    }
    return reached.length;
  };

  // ---- Sessions --------------------------------------------------------------------------------------------

  /**
   * Its token is worth nothing any more. Sockets stay open, as the web client closes them itself, but hear nothing.
   *
   * @param {Session} session
   */
  const end = (session) => {
    session.ended = true;
    sessions.delete(session.token);
    for (const socket of sockets) if (socket.session === session) socket.topics = [];
  };

  /** @type {(extension: Extension, client: Session["client"]) => Session} */
  const begin = (extension, client) => {
    for (const older of [...sessions.values()]) {
      if (older.extension !== extension || older.client !== client) continue;
      const text = frame({ type: KICKED, msg: { username: extension.number } });
      for (const { session, link, topics } of sockets) if (session === older && topics.includes(KICKED)) link.send(text);
      end(older);
    }
    const session = { extension, client, token: tokens.hex(32), ended: false };
    sessions.set(session.token, session);
    return session;
  };

  // ---- Calls -----------------------------------------------------------------------------------------------

  /**
   * @param {Pick<CallRecord, "from" | "to" | "disposition" | "talkSeconds">} call
   * @param {number} at
   * @param {number} readableAt
   */
  const addCall = (call, at, readableAt) => {
    calls += 1;
    const record = { ...call, at, readableAt, uniqueid: `${Math.floor(at / 1000)}.${calls}` };
    for (const number of [call.from, call.to]) sides.get(number)?.push({ id: (rows += 1), call: record });
    return record;
  };

  /** @type {SimulatedYeastar["placeCall"]} */
  const placeCall = ({ from, to, disposition = "ANSWERED", talkSeconds: seconds = talkSeconds(draws, disposition) }) => {
    if (!byNumber.has(from) && !byNumber.has(to)) throw new RangeError(`neither ${from} nor ${to} is an extension`);
    if (from === to) throw new RangeError("an extension cannot call itself");
    if (!DISPOSITIONS.includes(disposition)) throw new RangeError(`disposition is one of ${DISPOSITIONS.join(", ")}`);
    const call = addCall({ from, to, disposition, talkSeconds: seconds }, now(), now() + rowDelayMs);
    for (const number of [from, to]) {
      const { date, time, timestamp } = moment(call.at, now());
      const personal_cdr = { date, time, timestamp, number: number === from ? to : from, talk_duration: seconds };
      emit({ type: CDR_CHANGE, msg: { ext_num: number, personal_cdr }, to: number });
    }
    return { uniqueid: call.uniqueid };
  };

  /** @param {string} number */
  const nameOf = (number) => byNumber.get(number)?.name ?? contactOf.get(number)?.name;

  /** @type {(side: Side, own: string) => number} */
  const statusOf = ({ call }, own) => {
    if (call.from === own) return OUTGOING;
    return call.disposition === "ANSWERED" ? INCOMING : MISSED;
  };

  /** @type {(side: Side, own: string) => object} */
  const row = (side, own) => {
    const { call } = side;
    const other = call.from === own ? call.to : call.from;
    const colleague = byNumber.get(other);
    const contact = contactOf.get(other);
    return {
      id: side.id,
      ...moment(call.at, now()),
      number: other,
      number_type: colleague ? "extension" : (contact?.type ?? "external"),
      ...(colleague ? { extension: colleagueCard(colleague) } : contact?.name && { contact_name: contact.name }),
      status: statusOf(side, own),
      talk_duration: call.talkSeconds,
      call_type: colleague ? "Internal" : call.from === own ? "Outbound" : "Inbound",
      uniqueid: call.uniqueid,
      disposition: call.disposition,
      dcontext: `SIM_DialPlan${own}`,
      caller_id: other,
      clid: `"${nameOf(call.from) ?? call.from}" <${call.from}>`,
    };
  };

  /** @type {(own: string, query: Record<string, string>) => object} */
  const searchCalls = (own, query) => {
    const { page = "1", page_size: size = "20", sort_by: sortBy = "time", order_by: orderBy = "desc", status = "0", number = "" } = query;
    const first = (Number(page) - 1) * Number(size);
    // A real PBX may be more forgiving. Here a wrong parameter is better seen than guessed at.
    const fine =
      [page, size].every((text) => /^[1-9]\d{0,8}$/.test(text)) &&
      ["time", "id"].includes(sortBy) && ["desc", "asc"].includes(orderBy) && ["0", "1", "2", "3"].includes(status);
    if (!fine) return BAD_PARAMETER;
    const wanted = number.toLowerCase();
    const found = (sides.get(own) ?? []).filter((side) => {
      const other = side.call.from === own ? side.call.to : side.call.from;
      return (
        side.call.readableAt <= now() &&
        (status === "0" || Number(status) === statusOf(side, own)) &&
        (other.includes(wanted) || nameOf(other)?.toLowerCase().includes(wanted))
      );
    });
    // Ids grow with time, so both ways to sort are one.
    if (orderBy === "desc") found.reverse();
    return {
      ...OK,
      total_number: found.length,
      personal_cdr_list: found.slice(first, first + Number(size)).map((side) => row(side, own)),
    };
  };

  // ---- Routes ----------------------------------------------------------------------------------------------

  const app = new Hono();
  app.notFound((c) => c.json(NO_INTERFACE, 501));

  /** @param {(session: Session, c: HonoContext) => object} answer */
  const signedIn = (answer) => (/** @type {HonoContext} */ c) => {
    const session = sessions.get(c.req.header("authorization") ?? "");
    return c.json(session ? answer(session, c) : TOKEN_EXPIRED);
  };

  app.get(`${API}/pbx/getproduct`, (c) =>
    c.json({
      ...OK,
      access_type: "local_ip",
      product: {
        base_oem_id: baseOemId,
        platform_name: "p_series",
        version: version ?? undefined,
        product_name: "P560",
        product_type: "",
        company_name: "",
        disp_dev_name: "",
        oem_id: "",
      },
    }),
  );

  app.post(`${API}/login`, async (c) => {
    const body = await c.req.json().catch(() => undefined);
    if (typeof body?.username !== "string" || typeof body.password !== "string") return c.json(BAD_PARAMETER);
    const extension = byNumber.get(body.username) ?? extensions.find((one) => emailOf(one) === body.username);
    if (!extension || body.password !== extension.signature) return c.json(SIGN_IN_REFUSED);
    const { token } = begin(extension, body.login_source === "webpc" ? "WebPC" : "WebClient");
    return c.json({ ...OK, access_token: token });
  });

  app.get(`${API}/logout`, signedIn((session) => {
    end(session);
    return OK;
  }));

  app.get(`${API}/extension/getpersonalglobal`, signedIn(() => ({
    ...OK,
    enb_internal_client: internalClient,
    record_feature_code: "*1",
    enable_nat_fqdn: 0,
    fqdn_domain: "",
    cloud_domain: "",
    turn_port: 11009,
  })));

  app.get(`${API}/licenseservice/get`, signedIn(() => ({ ...OK, subscribe_plan_list: [{ service_list: services }] })));

  app.get(`${API}/extension/getpersonal`, signedIn(({ extension }) => ({
    ...OK,
    extension: {
      id: extension.id,
      number: extension.number,
      caller_id_name: extension.name,
      enb_web_client: extension.webClient,
      enb_desktop_client: extension.desktopClient,
      enb_web_client_call_waiting: 1,
      enb_ctl_record: extension.recordPermissions,
    },
  })));

  app.get(`${API}/extension/getregisterinfo`, signedIn(({ extension }) => {
    const secrets = random(`register/${extension.number}`);
    return { ...OK, realm: "YSAsterisk", registername: secrets.hex(10), registerpassword: secrets.hex(32) };
  }));

  app.get(`${API}/cdr/searchpersonal`, signedIn(({ extension }, c) => searchCalls(extension.number, c.req.query())));

  // The vendor's client uploads its log, also after it was signed out.
  app.post(`${API}/systemlog/webclientlog`, (c) => c.json(OK));

  // ---- Socket ----------------------------------------------------------------------------------------------

  /** @type {(session: Session, link: Link) => Lines} */
  const attach = (session, link) => {
    /** @type {Socket} */
    const socket = { session, link, topics: [] };
    sockets.add(socket);
    const idle = () => after(IDLE_MS, () => part(socket, 1001));
    let cancelIdle = idle();
    return {
      message(text) {
        cancelIdle();
        cancelIdle = idle();
        if (text === "heartbeat") return link.send("heartbeat response");
        const topics = topicsOf(text);
        if (!topics) return link.send(JSON.stringify(BAD_PARAMETER));
        socket.topics = session.ended ? [] : topics;
        link.send(JSON.stringify(OK));
      },
      closed() {
        cancelIdle();
        sockets.delete(socket);
      },
    };
  };

  /** @type {Pbx["connect"]} */
  const connect = (request) => {
    const url = new URL(request.url);
    if (url.pathname !== `${API}/subscribe`) return Response.json(NO_INTERFACE, { status: 501 });
    const session = sessions.get(url.searchParams.get("access_token") ?? "");
    return session ? (link) => attach(session, link) : Response.json(TOKEN_EXPIRED, { status: 401 });
  };

  // ---- The day so far, and what comes ----------------------------------------------------------------------

  if (extensions.length > 0) {
    for (const at of callTimes(draws, now(), pastCalls)) addCall(drawCall(draws, extensions, contacts), at, at);
  }

  if (trafficMs !== undefined && extensions.length > 0) {
    const pauses = random("traffic");
    // Every other call is one that somebody watches: with 50 extensions a page would wait for minutes to see one.
    const watched = () => {
      const seen = [...sockets].map(({ session }) => extensions.indexOf(session.extension)).filter((index) => index >= 0);
      return seen.length > 0 && pauses.float() < 0.5 ? pauses.pick(seen) : undefined;
    };
    const next = () =>
      void after(trafficMs * (0.5 + pauses.float()), () => {
        placeCall(drawCall(draws, extensions, contacts, watched()));
        next();
      });
    next();
  }

  /** @type {Omit<SimulatedYeastar, "url" | "fault">} */
  const api = {
    get credentials() {
      if (extensions.length === 0) throw new RangeError("this PBX has no extensions");
      return api.credentialsOf(extensions[0].number);
    },
    credentialsOf: (number) => ({ username: number, secret: extensionOf(number).signature }),
    emit,
    placeCall,
    revokeTokens({ closeSockets = false } = {}) {
      sessions.clear();
      if (closeSockets) emit({ close: 1006 });
    },
    get state() {
      return {
        extensions: extensions.map(({ id, number, name }) => ({ id, number, name })),
        sessions: [...sessions.values()].map(({ extension, client }) => ({ extension: extension.number, client })),
        sockets: [...sockets].map(({ session, topics }) => ({ extension: session.extension.number, topics: [...topics] })),
        calls,
      };
    },
  };

  return { fetch: (request) => app.fetch(request), connect, api };
}

/**
 * @param {number | YeastarExtension[]} wanted
 * @param {Context["random"]} random
 * @returns {Extension[]}
 */
function makeExtensions(wanted, random) {
  const draws = random("names");
  const names = new Set();
  const name = () => {
    let drawn = personName(draws);
    // A PBX may well have two of a name, but a page is easier to read without.
    for (let tries = 0; names.has(drawn) && tries < 20; tries += 1) drawn = personName(draws);
    names.add(drawn);
    return drawn;
  };
  const list = typeof wanted === "number" ? Array.from({ length: wanted }, (_, index) => ({ number: String(1000 + index) })) : wanted;
  const made = list.map((/** @type {YeastarExtension} */ extension, index) => ({
    id: index + 1,
    name: name(),
    signature: random(`signature/${extension.number}`).hex(32),
    webClient: 1,
    desktopClient: 1,
    recordPermissions: 3,
    ...extension,
  }));
  for (const key of /** @type {const} */ (["number", "id"])) {
    if (new Set(made.map((extension) => extension[key])).size < made.length) throw new RangeError(`two extensions have the same ${key}`);
  }
  return made;
}

/** @param {Extension} extension */
const emailOf = ({ number }) => `${number}@pbx.test`;

/**
 * The card of a colleague inside a row.
 *
 * @param {Extension} extension
 */
const colleagueCard = (extension) => {
  const [first, ...rest] = extension.name.split(" ");
  return {
    ext_id: extension.id,
    ext_num: extension.number,
    caller_id_name: extension.name,
    photo: "",
    status: 0,
    presence_status: "available",
    presence_information: "",
    first_name: first,
    last_name: rest.join(" "),
    email_addr: emailOf(extension),
    mobile_number: "",
    enb_vm: 0,
    vm_total_count: 0,
    vm_unread_count: 0,
    visable: 0, // The vendor spells it so.
    im_id: "",
    org_list_info: "",
    is_favorite: 0,
    title: "",
  };
};

/**
 * A moment as rows show it: a word for the last two days, and the PBX's local time, which is UTC here.
 *
 * @param {number} at
 * @param {number} now
 */
function moment(at, now) {
  const [day, time] = new Date(at).toISOString().split("T");
  const days = Math.floor(now / DAY_MS) - Math.floor(at / DAY_MS);
  return { date: ["Today", "Yesterday"][days] ?? day, time: time.slice(0, 8), timestamp: Math.floor(at / 1000) };
}

/**
 * The topics of a subscription, or `undefined` where the frame is none.
 *
 * @param {string} text
 * @returns {number[] | undefined}
 */
function topicsOf(text) {
  try {
    const list = JSON.parse(text)?.topic_list;
    return Array.isArray(list) && list.every(Number.isInteger) ? list : undefined;
  } catch {
    return undefined;
  }
}
