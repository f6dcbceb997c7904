import type { CreateAgentRequest } from "softphone-admin/fonoster";
import type { FieldSpec, PathsOf } from "../form/spec";

type Fields = readonly FieldSpec<PathsOf<CreateAgentRequest>>[];

const most = 60;
const tooLong = (text: string) => ([...text].length > most ? `Enter at most ${most} characters.` : undefined);

const name: Fields[number] = { path: "name", label: "Name", control: "text", required: true, check: tooLong };

const username: Fields[number] = {
  path: "username",
  label: "User name",
  control: "text",
  required: true,
  note: "Cannot be changed later.",
  check: (text) => (/^[a-z\d._-]+$/.test(text) ? tooLong(text) : "Use small letters, digits, dots, hyphens and underscores."),
};

const secret: Fields[number] = { path: "secret", label: "Secret", control: "secret", note: "The SIP password. Nobody can read it later." };

const domain = (suggestions: readonly string[]): Fields[number] => ({
  path: "domains",
  label: "Domain",
  control: "list",
  placeholder: "sip.example.com",
  note: "One that the workspace has, or none.",
  suggestions,
});

const rest: Fields = [
  {
    path: "privacy",
    label: "Privacy",
    control: "choice",
    choices: [["none", "None"], ["private", "Private"]],
    initial: "none",
    note: "Private hides in requests who calls.",
  },
  { path: "maxContacts", label: "Devices at once", control: "number", min: 1, max: 2_147_483_647, nullable: true, note: "Empty is any number." },
  { path: "expires", label: "Registration lasts", control: "number", min: 1, max: 2_147_483_647, nullable: true, unit: "seconds", note: "Empty lets the device decide." },
  { path: "enabled", label: "May register", control: "flag", initial: true },
];

export const creation = (domains: readonly string[]): Fields => [name, username, secret, domain(domains), ...rest];
export const editing = (domains: readonly string[]): Fields => [name, domain(domains), ...rest];
export const newSecret: Fields = [{ ...secret, required: true, wide: true }];
