// The entry and its sub-paths: what the vendor's package exports, ours has, too.
import { vendor } from "../lib/packages.mjs";

const { exports: known } = await vendor();

/** A sub-path of a package; in a checkout it is a file beside the entry. */
const part = ({ specifier }, path) =>
  import(specifier.endsWith(".js") ? `${specifier.slice(0, -3)}/${path}.js` : `${specifier}/${path}`);

const PARTS = {
  "core/api-promise": ["APIPromise"],
  "core/error": Object.keys(known).filter((name) => name.endsWith("Error")),
  "core/pagination": ["PagePromise", "AbstractPage", "DefaultFlatPagination"],
};

export const cases = [
  {
    name: "names of the entry",
    record: ({ exports }) => Object.fromEntries(Object.keys(known).map((name) => [name, typeof exports[name]])),
  },
  {
    name: "names of the classes",
    record: ({ exports }) =>
      Object.keys(known)
        .filter((name) => /^[A-Z]/.test(name))
        .map((name) => exports[name].name),
  },
  {
    name: "the default is the client",
    record: ({ exports }) => exports.default === exports.Telnyx && exports.default === exports.Telnyx.Telnyx,
  },
  ...Object.entries(PARTS).map(([path, names]) => ({
    name: `sub-path ${path}`,
    record: async (pack) => {
      const exported = await part(pack, path);
      return Object.fromEntries(
        names.map((name) => [
          name,
          [typeof exported[name], exported[name]?.name, exported[name] === (pack.exports[name] ?? exported[name])],
        ]),
      );
    },
  })),
  {
    name: "pages are of the class of the sub-path",
    record: async (pack) => {
      const { AbstractPage, DefaultFlatPagination } = await part(pack, "core/pagination");
      const page = await new pack.exports.Telnyx({
        apiKey: "KEY",
        fetch: async () => Response.json({ data: [] }),
      }).ips.list();
      return [page instanceof DefaultFlatPagination, page instanceof AbstractPage];
    },
  },
];
