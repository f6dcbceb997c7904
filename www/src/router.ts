import { signal } from "@preact/signals";

const pages = {
  yeastar: ["calls"],
  telnyx: ["connections", "profiles", "access"],
  fonoster: ["agents"],
  portsip: ["trunks"],
  ipcortex: ["wallboard"],
} as const;

export type SystemName = keyof typeof pages;

/** `#/telnyx/connections/123?profile=9` in its parts. */
export interface Route {
  readonly system: SystemName;
  readonly page: string;
  readonly id?: string;
  readonly query: URLSearchParams;
}

export const route = signal(routeOf(location.hash));

addEventListener("hashchange", () => (route.value = routeOf(location.hash)));

export function go(href: string): void {
  location.hash = href;
}

/** Where a system starts. */
export const homeOf = (system: SystemName) => `#/${system}/${pages[system][0]}`;

function routeOf(hash: string): Route {
  const [path = "", search] = hash.replace(/^#\/?/, "").split("?");
  const [first, second, third] = path.split("/");
  const system = (Object.keys(pages) as SystemName[]).find((system) => system === first) ?? "yeastar";
  const own: readonly string[] = pages[system];
  const page = own.find((page) => page === second) ?? own[0]!;
  return { system, page, id: third ? decodeURIComponent(third) : undefined, query: new URLSearchParams(search) };
}
