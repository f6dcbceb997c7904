import { useRef } from "preact/hooks";
import { Mark } from "./components/icons";
import { ThemeToggle } from "./components/theme-toggle";
import { problemOf } from "./problem";
import { go, homeOf, type SystemName } from "./router";
import { account, session, signIn } from "./session";
import { SignInForm, type SignInTexts } from "./sign-in-form";
import { trunkProblemOf } from "./trunks/problem";
import { enter, trunkAccount, trunks } from "./trunks/session";

const systems: Record<SystemName, { name: string; product: string; line: string; pitch: string; form: SignInTexts }> = {
  yeastar: {
    name: "Yeastar",
    product: "Yeastar P-Series",
    line: "Every call, the moment it ends.",
    pitch: "Records, figures and missed calls of your extension, straight from the PBX to this page. No server in between.",
    form: {
      account,
      lead: "Use your extension and the login signature from your administrator.",
      fields: [
        {
          field: "url",
          label: "PBX address",
          placeholder: "https://pbx.example.com",
          autocomplete: "url",
          missing: "Enter the address of the PBX.",
        },
        {
          field: "username",
          label: "Extension",
          placeholder: "1000",
          note: "The number, or the e-mail address on the cloud edition.",
          autocomplete: "username",
          missing: "Enter your extension.",
        },
        {
          field: "secret",
          label: "Signature",
          note: "Kept in memory while you are signed in, never stored.",
          autocomplete: "off",
          missing: "Enter the signature.",
        },
      ],
      signIn,
      problemOf: (error) => problemOf(error, "sign-in"),
    },
  },
  telnyx: {
    name: "Telnyx",
    product: "Telnyx",
    line: "Your trunks, in one place.",
    pitch: "Connections, voice profiles and access ranges of your account. The key goes to the API alone, never through a server of ours.",
    form: {
      account: trunkAccount,
      lead: "Use an API key of your account. A read-only key can look at everything.",
      fields: [
        {
          field: "url",
          label: "API address",
          placeholder: "https://api.telnyx.com/v2",
          note: "The vendor’s, or that of your own proxy.",
          autocomplete: "url",
          missing: "Enter the address of the API.",
        },
        {
          field: "secret",
          label: "API key",
          note: "Kept in memory while you are signed in, never stored.",
          autocomplete: "off",
          missing: "Enter the API key.",
        },
      ],
      signIn: enter,
      problemOf: (error) => trunkProblemOf(error, "sign-in"),
    },
  },
};
const names = Object.keys(systems) as SystemName[];

export function SignIn({ system }: { system: SystemName }) {
  const { name, line, pitch, product, form } = systems[system];
  // Whoever moves from radio to radio stays there.
  const choosing = useRef(false);
  const other = system === "yeastar" ? trunks.value && "telnyx" : session.value && "yeastar";

  return (
    <div class="welcome">
      <header class="welcome-art">
        <div class="brand">
          <Mark size={36} />
          <span class="brand-name">Softphone Admin</span>
        </div>
        <div class="welcome-pitch">
          <p class="welcome-line">{line}</p>
          <p>{pitch}</p>
        </div>
        <p class="welcome-foot">For {product}</p>
      </header>
      <main class="welcome-main">
        <div class="welcome-tools">
          <ThemeToggle />
        </div>
        <div class="sign-in-frame">
          {other && (
            <a class="back" href={homeOf(other)}>
              Back to {systems[other].name}
            </a>
          )}
          <h1 id="sign-in-title">
            Sign in <span class="visually-hidden">to {name}</span>
          </h1>
          <fieldset class="segments wide">
            <legend class="visually-hidden">System</legend>
            {names.map((one) => (
              <label key={one} class="segment">
                <input
                  type="radio"
                  name="system"
                  value={one}
                  checked={one === system}
                  onChange={() => {
                    choosing.current = true;
                    go(homeOf(one));
                  }}
                />
                <span>{systems[one].name}</span>
              </label>
            ))}
          </fieldset>
          <SignInForm key={system} {...form} quiet={choosing.current} />
        </div>
      </main>
    </div>
  );
}
