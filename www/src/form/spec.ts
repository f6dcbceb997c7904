/** A value and what a person reads for it. */
export type Choice = readonly [value: string, label: string];

interface Common<P extends string> {
  /** Where it is in the body: a JSON pointer without its first slash. */
  readonly path: P;
  readonly label: string;
  readonly note?: string;
  readonly required?: boolean;
  /** Empty is null for the server, not an empty text. */
  readonly nullable?: boolean;
  /** Takes a whole line. */
  readonly wide?: boolean;
  /** What a new object starts with, when that is not empty. */
  readonly initial?: string | boolean;
}

/** One field of a form. */
export type FieldSpec<P extends string = string> = Common<P> &
  (
    | {
        readonly control: "text";
        readonly placeholder?: string;
        readonly inputMode?: "url" | "tel" | "decimal";
        /** What is wrong with a text, as far as that needs no server to find. */
        readonly check?: (text: string) => string | undefined;
      }
    | { readonly control: "secret" }
    | { readonly control: "number"; readonly min?: number; readonly max?: number; readonly step?: number | "any"; readonly unit?: string }
    | { readonly control: "flag" }
    /** `empty` names the lack of a value where the server takes null for one. */
    | { readonly control: "choice"; readonly choices: readonly Choice[]; readonly empty?: string }
    /** A menu of things of the account: voice profiles, or what belongs to the connection. */
    | { readonly control: "pick"; readonly from: "profiles" | "children"; readonly empty?: string }
    /** `suggestions` are offered while one types. */
    | { readonly control: "list"; readonly placeholder?: string; readonly upperCase?: boolean; readonly suggestions?: readonly string[] }
    | { readonly control: "codecs"; readonly codecs: readonly string[] }
  );

export interface Section<P extends string = string> {
  readonly title: string;
  readonly fields: readonly FieldSpec<P>[];
}

/** The paths of a body: its fields, and those of the objects in it. */
export type PathsOf<T> = {
  [K in keyof T & string]: NonNullable<T[K]> extends readonly unknown[]
    ? K
    : NonNullable<T[K]> extends object
      ? `${K}/${keyof NonNullable<T[K]> & string}`
      : K;
}[keyof T & string];

/** Values that read the same as they are written. */
export const choices = (...values: readonly string[]): readonly Choice[] => values.map((value) => [value, value]);
