import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Avatar } from "./components/avatar";
import { Connection } from "./components/connection";
import { Icon, Mark, type IconName } from "./components/icons";
import { ProblemPanel } from "./components/problem";
import { ThemeToggle } from "./components/theme-toggle";
import { problemOf } from "./problem";
import { ended, signOut, type Session } from "./session";

/** What can be administered. A system is listed once it has pages. */
const systems: { name: string; pages: { title: string; href: string; icon: IconName }[] }[] = [
  { name: "Yeastar", pages: [{ title: "Calls", href: "#/yeastar/calls", icon: "calls" }] },
];

interface Props {
  session: Session;
  title: string;
  children: ComponentChildren;
}

export function Shell({ session, title, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  // After signing in, a keyboard or a screen reader goes on at the page's title.
  useEffect(() => heading.current?.focus(), [session]);

  const { extensionName, extensionNumber } = session.registerInfo;
  return (
    <>
      <div class="shell" inert={ended.value !== undefined}>
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
            {systems.map((system) => (
              <div class="nav-group" key={system.name}>
                <span class="nav-system" id={`nav-${system.name}`}>
                  {system.name}
                </span>
                <ul aria-labelledby={`nav-${system.name}`}>
                  {system.pages.map((page) => (
                    <li key={page.href}>
                      <a href={page.href} aria-current={page.title === title ? "page" : undefined}>
                        <Icon name={page.icon} />
                        {page.title}
                      </a>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </nav>
          <div class="who">
            <div class="who-card">
              <Avatar name={extensionName} seed={extensionNumber} />
              <div class="who-text">
                <span class="who-name">{extensionName || extensionNumber}</span>
                <span class="who-host" title={session.host}>
                  {extensionNumber} · {session.host}
                </span>
              </div>
            </div>
            <div class="who-actions">
              <button type="button" class="side-button" onClick={() => void signOut()}>
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
              <p class="eyebrow">Yeastar</p>
              <h1 tabIndex={-1} ref={heading}>
                {title}
              </h1>
            </div>
            <Connection feed={session.pbx.feed} />
          </div>
          <div class="content">{children}</div>
        </main>
      </div>
      {ended.value !== undefined && <Ended error={ended.value} />}
    </>
  );
}

/** Covers the page once the PBX has ended the session: what is under it no longer changes. */
function Ended({ error }: { error: unknown }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const again = () => void signOut();
  return (
    <div class="cover">
      <div class="cover-card" role="alertdialog" aria-modal="true" aria-labelledby="ended" aria-describedby="ended-text">
        <ProblemPanel
          id="ended"
          icon="exit"
          // Whatever ended the session, the way on is a new one.
          problem={{ ...problemOf(error), action: "sign-in" }}
          onRetry={again}
          onSignIn={again}
          actionRef={button}
        />
      </div>
    </div>
  );
}
