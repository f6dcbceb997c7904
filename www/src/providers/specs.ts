import type { Issue } from "softphone-admin/errors";
import type { ProviderInput } from "softphone-admin/portsip";
import { choices, type Choice, type FieldSpec, type Section } from "../form/spec";
import type { Dialect } from "./session";

type Field = FieldSpec<Extract<keyof ProviderInput, string>>;

const authModes: readonly Choice[] = [["REGISTER_AUTH", "By registration"], ["IP_AUTH", "By address"]];
const newerAuthModes: readonly Choice[] = [...authModes, ["ACCEPT_REGISTER", "It registers here"], ["TEAMS", "Microsoft Teams"], ["WHATS_APP", "WhatsApp"]];

const authMode = (newer: boolean): Field => ({
  path: "auth_mode",
  label: "Authentication",
  control: "choice",
  choices: newer ? newerAuthModes : authModes,
  initial: "REGISTER_AUTH",
  ...(newer && { note: "Cannot be changed later." }),
});

/** What is checked of these texts and numbers, the library checks. */
const number = (path: string, label: string, more: Partial<Extract<Field, { control: "number" }>> = {}): Field => ({ path, label, control: "number", step: "any", ...more });

const passwordNote = "The SIP password.";

/** The fields of a provider, by dialect; of a new one, or of one that there is. */
export function sectionsOf(dialect: Dialect, isNew: boolean): readonly Section[] {
  const newer = dialect === "v22";
  const password: Field = {
    path: "password",
    label: "Password",
    control: "secret",
    note: isNew ? passwordNote : `${passwordNote} Empty keeps the one that it has.`,
  };
  return [
    {
      title: "Provider",
      fields: [
        { path: "name", label: "Name", control: "text", required: true },
        { path: "protocol", label: "Transport", control: "choice", choices: newer ? choices("UDP", "TCP", "TLS") : choices("UDP", "TCP"), initial: "UDP" },
        { path: "hostname", label: "Host", control: "text", required: true, placeholder: "sip.example.com", note: "Without scheme and port." },
        number("port", "Port", { initial: "5060" }),
        ...(newer ? [number("concurrency", "Calls at the same time", { initial: "30" })] : []),
      ],
    },
    {
      title: "Sign-in to the provider",
      fields: [
        ...(newer && !isNew ? [] : [authMode(newer)]),
        number("reregister_interval", "Registers every", { unit: "seconds", initial: "600" }),
        { path: "auth_id", label: "User name", control: "text" },
        password,
        { path: "require_register", label: "The PBX registers", control: "flag", initial: true },
      ],
    },
    {
      title: "Network",
      fields: [
        { path: "outbound_server", label: "Outbound proxy", control: "text", placeholder: "None" },
        number("outbound_server_port", "Port of the proxy", { initial: "0" }),
        { path: "ips", label: "Addresses of the provider", control: "list", placeholder: "198.51.100.7, 203.0.113.0/24", note: "Calls may come from there. With commas between.", wide: true },
        { path: "provider_in_lan", label: "In the local network", control: "flag" },
        { path: "single_via_header", label: "Single Via header", control: "flag", initial: newer },
      ],
    },
  ];
}

const labels: ReadonlyMap<string, string> = new Map(
  [...sectionsOf("v22", true), ...sectionsOf("v12", true)].flatMap(({ fields }) => fields.map(({ path, label }) => [path, label])),
);

/** What a person reads for a field. */
export const labelOf = (path: string): string => labels.get(path) ?? path;

/** `ips[1]` is of `ips`. */
export const rootOf = (path: string): string => path.split(/[.[]/)[0]!;

export const isField = (path: string): boolean => labels.has(path);

const words: ReadonlyMap<string, string> = new Map(newerAuthModes);

/** `REGISTER_AUTH` as the form has it. */
export const wordOf = (value: string): string => words.get(value) ?? value;

/** Puts the words of the form into a finding of the library, which names fields and values as the API does. */
export function worded(issue: Issue): Issue {
  const { path, message } = issue;
  const start = `\`${path}\` `;
  const own = message.startsWith(start) ? message.slice(start.length) : message;
  const text = own
    .replace(/`([a-z_]+)`/g, (_, name: string) => `“${labelOf(name)}”`)
    .replace(/"([A-Z_]+)"/g, (_, value: string) => `“${wordOf(value)}”`);
  return { ...issue, message: text };
}

/** The same of several, with `ips[1]` as the address that it is about. */
export const itemsNamed = (issues: readonly Issue[], { ips }: Record<string, unknown>): readonly Issue[] =>
  issues.map((issue) => {
    const place = /^ips\[(\d+)\]$/.exec(issue.path)?.[1];
    const found = worded(issue);
    return place !== undefined && Array.isArray(ips) ? { ...found, message: `“${ips[Number(place)]}” ${found.message}` } : found;
  });
