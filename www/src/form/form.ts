import { batch, computed, signal } from "@preact/signals";
import { isPbxError, type Issue } from "softphone-admin/errors";
import type { FieldSpec } from "./spec";

/** As a person edits it: lists are texts with commas. */
export type Value = string | boolean;

type Values = ReadonlyMap<string, Value>;

/** Finds what is wrong with a body without asking the server. */
export type Examine = (body: Record<string, unknown>) => readonly Issue[];

interface FormOptions {
  /** Gives what was entered already, when the fields change. */
  readonly before?: Form;
  /** Fields that the server wants even when they are as before. */
  readonly always?: readonly string[];
  readonly examine?: Examine;
}

interface Sorted {
  readonly errors: ReadonlyMap<string, string>;
  readonly warnings: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/** What a form knows: its values, which of them changed, and what is wrong with them. */
export class Form {
  readonly values = signal<Values>(new Map());
  /** By path. */
  readonly hints = signal<ReadonlyMap<string, string>>(new Map());
  /** What is odd, and may be sent all the same. By path. */
  readonly warnings = signal<ReadonlyMap<string, string>>(new Map());
  /** What is wrong with none of its fields, or with all. */
  readonly rest = signal<readonly string[]>([]);
  readonly changed = computed(() => this.#changed());

  #original = signal<Values>(new Map());
  #specs: readonly FieldSpec[];
  #always: readonly string[];
  #examine?: Examine;
  /** Paths whose hints come from here: those that were touched, or all after a check, without those that the server complains about. */
  #judged = new Set<string>();

  constructor(specs: readonly FieldSpec[], data: object | undefined, { before, always = [], examine }: FormOptions = {}) {
    this.#specs = specs;
    this.#always = always;
    this.#examine = examine;
    this.reset(data);
    for (const { path } of specs) {
      const value = before?.values.value.get(path);
      if (value !== undefined && value !== this.values.value.get(path)) this.set(path, value);
    }
  }

  /** Starts again from what the server holds; without it, from what a new object is. */
  reset(data: object | undefined): void {
    const values = new Map(this.#specs.map((spec) => [spec.path, data ? shown(spec, at(data, spec.path)) : (spec.initial ?? emptyOf(spec))]));
    batch(() => {
      // A new object has nothing yet, so that everything that is not empty counts as a change.
      this.#original.value = data ? values : new Map(this.#specs.map((spec) => [spec.path, emptyOf(spec)]));
      this.values.value = values;
      this.#clear();
    });
  }

  /** Whether a field started without a value, and may be left so. */
  startedEmpty(path: string): boolean {
    return this.#original.value.get(path) === "";
  }

  /** Takes back what was changed. */
  discard(): void {
    batch(() => {
      this.values.value = this.#original.value;
      this.#clear();
    });
  }

  /** Takes what is entered, and says at once when it cannot be that. */
  set(path: string, value: Value): void {
    batch(() => {
      this.values.value = new Map(this.values.value).set(path, value);
      this.#judged.add(path);
      this.#judge();
    });
  }

  /** Finds what needs no server to find. Says whether the form can be sent. */
  check(): boolean {
    batch(() => {
      this.#judged = new Set(this.#specs.map(({ path }) => path));
      this.rest.value = this.#judge();
    });
    return this.hints.value.size === 0 && this.rest.value.length === 0;
  }

  /** The changed fields, in objects as the server has them; with those that it always wants. */
  body(): Record<string, unknown> {
    const body: Record<string, unknown> = {};
    for (const spec of this.#specs) {
      if (!this.changed.value.has(spec.path) && !this.#always.includes(spec.path)) continue;
      const keys = spec.path.split("/");
      const last = keys.pop()!;
      let inner = body;
      for (const key of keys) inner = (inner[key] ??= {}) as Record<string, unknown>;
      inner[last] = sent(spec, this.values.value.get(spec.path)!);
    }
    return body;
  }

  /** Puts the server's findings beside their fields. Says whether there were any. */
  take(issues: readonly Issue[]): boolean {
    if (!issues.length) return false;
    const { errors, rest } = this.#sort(issues);
    batch(() => {
      this.hints.value = errors;
      this.rest.value = rest;
    });
    for (const path of errors.keys()) this.#judged.delete(path);
    return true;
  }

  #clear(): void {
    this.#judged.clear();
    this.hints.value = new Map();
    this.rest.value = [];
    this.warnings.value = this.#examined().warnings;
  }

  /** Says anew what is wrong with the fields that are judged here. Gives what is wrong with none of them. */
  #judge(): readonly string[] {
    const { errors, warnings, rest } = this.#examined();
    const hints = new Map(this.hints.value);
    for (const spec of this.#specs) {
      if (!this.#judged.has(spec.path)) continue;
      const hint = this.#problemOf(spec) ?? errors.get(spec.path);
      if (hint) hints.set(spec.path, hint);
      else hints.delete(spec.path);
    }
    this.hints.value = hints;
    this.warnings.value = warnings;
    return rest;
  }

  #examined(): Sorted {
    return this.#sort(this.#examine?.(this.body()) ?? []);
  }

  /** Puts findings beside their fields. */
  #sort(issues: readonly Issue[]): Sorted {
    const errors = new Map<string, string>();
    const warnings = new Map<string, string>();
    const rest: string[] = [];
    for (const issue of issues) {
      const path = this.#pathOf(issue);
      const found = issue.severity === "warning" ? warnings : errors;
      if (path) found.set(path, found.has(path) ? `${found.get(path)} ${sentence(issue, path)}` : sentence(issue, path));
      else if (issue.severity === "error") rest.push(sentence(issue));
    }
    return { errors, warnings, rest };
  }

  #problemOf(spec: FieldSpec): string | undefined {
    return problemOf(spec, this.values.value.get(spec.path)!, this.changed.value.has(spec.path));
  }

  /** The field that an issue is about, or that holds what it is about. */
  #pathOf({ path }: Issue): string | undefined {
    const about = path.replace(/^\//, "");
    return this.#specs.find((spec) => about === spec.path || about.startsWith(`${spec.path}/`) || about.startsWith(`${spec.path}[`))?.path;
  }

  #changed(): ReadonlySet<string> {
    const original = this.#original.value;
    return new Set([...this.values.value].filter(([path, value]) => original.get(path) !== value).map(([path]) => path));
  }
}

/** What a refused call says of single fields. */
export const issuesOf = (error: unknown): readonly Issue[] =>
  (isPbxError(error) && error.kind === "invalid-argument" && error.issues) || [];

const emptyOf = ({ control }: FieldSpec): Value => (control === "flag" ? false : "");

/** `user_name is taken` beside the field: `Is taken.` */
function sentence({ message }: Issue, path?: string): string {
  const name = path?.replaceAll("/", ".");
  const start = [`${name} `, `\`${name}\` `].find((start) => name && message.startsWith(start)) ?? "";
  const own = message.slice(start.length);
  const text = own[0]!.toUpperCase() + own.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function at(data: object, path: string): unknown {
  return path.split("/").reduce<unknown>((inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key], data);
}

function shown({ control }: FieldSpec, value: unknown): Value {
  if (control === "flag") return value === true;
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.join(", ") : String(value);
}

const itemsOf = (text: string) => text.split(",").map((item) => item.trim()).filter(Boolean);

function sent(spec: FieldSpec, value: Value): unknown {
  if (typeof value === "boolean") return value;
  if (spec.control === "list") return itemsOf(spec.upperCase ? value.toUpperCase() : value);
  if (spec.control === "codecs") return itemsOf(value);
  const text = spec.control === "secret" ? value : value.trim();
  if (text === "") return spec.nullable || spec.control === "number" || spec.control === "choice" ? null : "";
  return spec.control === "number" ? Number(text) : text;
}

function problemOf(spec: FieldSpec, value: Value, changed: boolean): string | undefined {
  if (typeof value === "boolean") return undefined;
  const text = value.trim();
  if (text === "") {
    if (spec.required) return "Enter a value.";
    return spec.control === "number" && changed && !spec.nullable ? "Enter a number." : undefined;
  }
  if (spec.control === "text") return spec.check?.(text);
  if (spec.control !== "number") return undefined;
  const { min = -Infinity, max = Infinity, step = 1 } = spec;
  const number = Number(text);
  const whole = step === "any" || Number.isInteger(number);
  if (Number.isFinite(number) && whole && number >= min && number <= max) return undefined;
  const kind = step === "any" ? "a number" : "a whole number";
  return max === Infinity ? `Enter ${kind}${min === -Infinity ? "" : ` from ${min}`}.` : `Enter ${kind} from ${min} to ${max}.`;
}
