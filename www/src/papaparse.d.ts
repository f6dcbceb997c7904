/** What this page uses of it; the types that others publish bring those of Node along. */
declare module "papaparse" {
  interface Parsed {
    readonly data: string[][];
    readonly errors: readonly { readonly type: string; readonly code: string; readonly message: string; readonly row?: number }[];
  }
  const Papa: {
    parse(text: string, config: { delimitersToGuess?: readonly string[] }): Parsed;
    unparse(table: { fields: readonly string[]; data: readonly (readonly string[])[] }, config: { escapeFormulae?: RegExp; newline?: string }): string;
  };
  export default Papa;
}
