import type { Issue } from "softphone-admin/errors";
import type { ProviderDocument } from "softphone-admin/portsip";
import type { Problem } from "../problem";

/** A provider as a file has it, and what is wrong with it already. */
export interface FileRow {
  /** Where a person finds it: the row of a table, counted with its head, or the place in a list. */
  readonly place: number;
  readonly values: Record<string, unknown>;
  readonly issues: readonly Issue[];
}

export interface ProviderFile {
  readonly rows: readonly FileRow[];
  /** Columns that are nothing of a provider. */
  readonly ignored: readonly string[];
}

export type Format = "json" | "csv";

/** A file that cannot be used at all. */
export class FileError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

const useless = (title: string, text: string) => new FileError({ title, text, action: "none" });

type Kind = "text" | "number" | "flag" | "list" | "json";

/** The columns of a table, in this order, as the API calls them. */
const columns: ReadonlyMap<string, Kind> = new Map([
  ["name", "text"], ["auth_mode", "text"], ["protocol", "text"], ["hostname", "text"], ["port", "number"],
  ["outbound_server", "text"], ["outbound_server_port", "number"],
  ["auth_id", "text"], ["username", "text"], ["password", "text"], ["require_register", "flag"], ["reregister_interval", "number"],
  ["ips", "list"], ["provider_in_lan", "flag"], ["single_via_header", "flag"],
  ["in_parameters", "json"], ["out_parameters", "json"], ["did_pool", "json"],
  // Of v22.
  ["concurrency", "number"], ["enabled", "flag"], ["brand", "text"], ["did_numbers", "text"],
  ["keep_alive", "flag"], ["keep_alive_interval", "number"], ["verify_port", "flag"], ["rewrite_via_ip", "flag"],
  ["adjust_sdp_direction", "flag"], ["remove_srtp_info", "flag"], ["stir_shaken_signature_required", "flag"],
]);

/** The server's own; a file may have them for whoever reads it. */
const owned = ["id", "status"];

/** What a spreadsheet would run. A quote before it keeps it from that. */
const formula = /^[=+\-@\t\r]/;

const mostBytes = 5_000_000;

/** Reads the providers of a file: what `exportAll` gives, a list of them, or a table with a head. */
export async function readFile(file: File): Promise<ProviderFile> {
  if (file.size > mostBytes) throw useless("The file is too large", "It may have 5 MB at most. Split it into several.");
  const text = await file.text();
  if (text.includes("\uFFFD")) throw useless("The file is not in UTF-8", "Save it again as UTF-8; otherwise letters with accents would be lost.");
  if (!text.trim()) throw useless("The file is empty", "Choose another one.");
  const found = /^\s*[[{]/.test(text) ? readJson(text) : await readCsv(text);
  if (!found.rows.length) throw useless("There are no providers in this file", "It has a head, and no rows below it.");
  return found;
}

function readJson(text: string): ProviderFile {
  let data: unknown;
  try {
    data = JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
  } catch (error) {
    throw useless("This is no JSON file", (error as Error).message);
  }
  const { version, providers } = (Array.isArray(data) ? { version: 1, providers: data } : data) as { version?: unknown; providers?: unknown };
  if (version !== 1 || !Array.isArray(providers)) throw useless("This is no list of providers", "A file that was exported here has version 1 and providers; a plain list of them will do, too.");
  return {
    rows: providers.map((row: unknown, index) => {
      const isRow = typeof row === "object" && row !== null && !Array.isArray(row);
      return { place: index + 1, values: isRow ? { ...row } : {}, issues: isRow ? [] : [wrong("is not a provider")] };
    }),
    ignored: [],
  };
}

/** Numbers with more digits than a number of JavaScript has stay as they are written, where the browser tells how that is. */
function keepDigits(_key: string, value: unknown, context?: { source: string }): unknown {
  return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? "") ? context!.source : value;
}

async function readCsv(text: string): Promise<ProviderFile> {
  const { default: Papa } = await import("papaparse");
  const { data, errors } = Papa.parse(text, { delimitersToGuess: [",", ";", "\t", "|"] });
  const [head = [], ...lines] = data;
  const names = head.map((name) => name.trim().toLowerCase());
  const double = names.find((name, index) => name && names.indexOf(name) !== index);
  if (double) throw useless(`Two columns are called ${double}`, "Take one of them away.");
  if (!names.includes("name")) throw useless("There is no column “name”", "The first row names the columns as the API does: name, hostname, port and so on. An export shows all of them.");

  const rows = lines.flatMap((cells, index): FileRow[] => {
    if (cells.every((cell) => !cell.trim())) return [];
    const values: Record<string, unknown> = {};
    for (const [at, name] of names.entries()) {
      const kind = columns.get(name);
      const value = kind && valueOf(kind, cells[at] ?? "");
      if (value !== undefined) values[name] = value;
    }
    const issues = [
      ...errors.filter(({ row, type }) => type === "Quotes" && row === index + 1).map(() => wrong("has a quotation mark too many or too few")),
      ...(cells.length === names.length ? [] : [wrong(`has ${cells.length} cells, and the head ${names.length}`)]),
    ];
    return [{ place: index + 2, values, issues }];
  });
  return { rows, ignored: names.filter((name) => name && !columns.has(name) && !owned.includes(name)) };
}

const wrong = (message: string): Issue => ({ path: "", rule: "file", message, severity: "error" });

/** An empty cell is no value. What cannot be read stays the text that it is, for the library to refuse. */
function valueOf(kind: Kind, cell: string): unknown {
  const text = cell.trim().replace(/^'(?=[=+\-@\t\r])/, "");
  if (text === "") return undefined;
  if (kind === "number") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === "flag") return /^(true|yes|1)$/i.test(text) ? true : /^(false|no|0)$/i.test(text) ? false : text;
  if (kind === "list") return text.split(/[;,\s]+/).filter(Boolean);
  if (kind === "json") return parsed(text);
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
  } catch {
    return text;
  }
}

/** The text of a file with all of these. */
export async function writeFile(document: ProviderDocument, format: Format): Promise<Blob> {
  if (format === "json") return new Blob([`${JSON.stringify(document, undefined, 2)}\n`], { type: "application/json" });
  const { default: Papa } = await import("papaparse");
  const { providers } = document;
  const present = new Set(providers.flatMap((provider) => Object.keys(provider).filter((key) => provider[key] !== null)));
  const known = ["id", ...columns.keys(), "status"].filter((name) => present.has(name));
  const fields = [...known, ...[...present].filter((name) => !known.includes(name)).sort()];
  const data = providers.map((provider) => fields.map((name) => cellOf(columns.get(name), provider[name])));
  return new Blob([`${Papa.unparse({ fields, data }, { escapeFormulae: formula, newline: "\r\n" })}\r\n`], { type: "text/csv" });
}

function cellOf(kind: Kind | undefined, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (kind === "list" && Array.isArray(value)) return value.join("; ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whatever a file leaves out and has an empty value, a new provider gets so: a table has no other way to say it. */
export function completed(values: Record<string, unknown>): Record<string, unknown> {
  const empty = { outbound_server: "", outbound_server_port: 0, auth_id: "", ips: [], ...(values.auth_mode === "IP_AUTH" && { password: "" }) };
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return { ...empty, ...Object.fromEntries(given) };
}
