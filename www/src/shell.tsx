import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Avatar } from "./components/avatar";
import { Icon, Mark, type IconName } from "./components/icons";
import { ProblemPanel } from "./components/problem";
import { ThemeToggle } from "./components/theme-toggle";
import type { Problem } from "./problem";
import { route, type SystemName } from "./router";

/** What can be administered. A system is listed once it has pages. */
const systems: { system: SystemName; name: string; pages: { page: string; title: string; icon: IconName }[] }[] = [
  { system: "yeastar", name: "Yeastar", pages: [{ page: "calls", title: "Calls", icon: "calls" }] },
  {
    system: "telnyx",
    name: "Telnyx",
    pages: [
      { page: "connections", title: "Trunks", icon: "trunk" },
      { page: "profiles", title: "Voice profiles", icon: "profile" },
      { page: "access", title: "Access ranges", icon: "shield" },
    ],
  },
  { system: "fonoster", name: "Fonoster", pages: [{ page: "agents", title: "Agents", icon: "agents" }] },
  { system: "portsip", name: "PortSIP", pages: [{ page: "trunks", title: "Trunks", icon: "trunk" }] },
  { system: "ipcortex", name: "IPCortex", pages: [{ page: "wallboard", title: "Wallboard", icon: "board" }] },
];

/** The names of a system and of one of its pages. */
export function titleOf(system: SystemName, page: string): { name: string; page: string } {
  const { name, pages } = systems.find((one) => one.system === system)!;
  return { name, page: pages.find((one) => one.page === page)!.title };
}

interface Props {
  title: string;
  /** Who is signed in. */
  who: { name: string; letters?: string; seed: string; detail: string };
  /** How the connection stands. */
  aside: ComponentChildren;
  /** In front of everything else. */
  cover?: ComponentChildren;
  onSignOut: () => void;
  children: ComponentChildren;
}

export function Shell({ title, who, aside, cover, onSignOut, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const here = route.value;
  // On a new page, a keyboard or a screen reader goes on at its title.
  useEffect(() => heading.current?.focus(), [title]);
  // On a narrow screen not all fit in at once.
  useEffect(() => document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" }), [here]);

  return (
    <>
      <div class="shell" inert={cover !== undefined}>
        <a
          class="skip-link"
          href="#main"
          onClick={(event) => {
            event.preventDefault();
            document.getElementById("main")?.focus();
          }}
        >
          Skip to content
        </a>
        <header class="side">
          <div class="brand">
            <Mark />
            <span class="brand-name">Softphone Admin</span>
          </div>
          <nav class="nav" aria-label="Systems">
            {systems.map(({ system, name, pages }) => (
              <div class="nav-group" key={system}>
                <span class="nav-system" id={`nav-${system}`}>
                  {name}
                </span>
                <ul aria-labelledby={`nav-${system}`}>
                  {pages.map(({ page, title, icon }) => (
                    <li key={page}>
                      <a
                        href={`#/${system}/${page}`}
                        aria-current={here.system === system && here.page === page ? "page" : undefined}
                      >
                        <Icon name={icon} />
                        {title}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
          <div class="who">
            <div class="who-card">
              <Avatar name={who.letters ?? who.name} seed={who.seed} />
              <div class="who-text">
                <span class="who-name">{who.name}</span>
                <span class="who-host" title={who.detail}>
                  {who.detail}
                </span>
              </div>
            </div>
            <div class="who-actions">
              <button type="button" class="side-button" onClick={onSignOut}>
                <Icon name="exit" />
                <span>Sign out</span>
              </button>
              <ThemeToggle />
            </div>
          </div>
        </header>
        <main id="main" tabIndex={-1}>
          <div class="topbar">
            <div>
              <p class="eyebrow">{titleOf(here.system, here.page).name}</p>
              <h1 tabIndex={-1} ref={heading}>
                {title}
              </h1>
            </div>
            {aside}
          </div>
          <div class="content">{children}</div>
        </main>
      </div>
      {cover}
    </>
  );
}

/** Covers the page once the PBX has ended the session: what is under it no longer changes. */
export function Ended({ problem, onSignIn }: { problem: Problem; onSignIn: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div class="cover">
      <div class="cover-card" role="alertdialog" aria-modal="true" aria-labelledby="ended" aria-describedby="ended-text">
        <ProblemPanel
          id="ended"
          icon="exit"
          // Whatever ended the session, the way on is a new one.
          problem={{ ...problem, action: "sign-in" }}
          onRetry={onSignIn}
          onSignIn={onSignIn}
          actionRef={button}
        />
      </div>
    </div>
  );
}
