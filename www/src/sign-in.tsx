import { useRef } from "preact/hooks";
import { signInProblemOf as agentSignInProblemOf } from "./agents/problem";
import { agentAccount, enter as enterWorkspace, type Way as AgentWay } from "./agents/session";
import { Mark } from "./components/icons";
import { Segments } from "./components/segments";
import { ThemeToggle } from "./components/theme-toggle";
import { problemOf } from "./problem";
import { signInProblemOf as providerSignInProblemOf } from "./providers/problem";
import { enter as enterPbx, providerAccount, type Dialect } from "./providers/session";
import { go, homeOf, type SystemName } from "./router";
import { account, signIn } from "./session";
import { isSignedIn } from "./signed-in";
import { SignInForm, type FieldTexts, type SignInTexts } from "./sign-in-form";
import { trunkProblemOf } from "./trunks/problem";
import { enter, trunkAccount } from "./trunks/session";
import { signInProblemOf as boardSignInProblemOf } from "./wallboard/problem";
import { boardAccount, enter as enterBoard } from "./wallboard/session";

const inMemory = "Kept in memory while you are signed in, never stored.";

const fonosterAddress: FieldTexts = {
  field: "url",
  label: "Server address",
  placeholder: "https://api.fonoster.com",
  autocomplete: "url",
  missing: "Enter the address of the server.",
};

const portsipFields: readonly FieldTexts[] = [
  {
    field: "url",
    label: "PBX address",
    placeholder: "https://pbx.example.com:8900/api",
    note: "Of its API, which ends in /api.",
    autocomplete: "url",
    missing: "Enter the address of the PBX.",
  },
  { field: "username", label: "Name", placeholder: "admin", autocomplete: "username", missing: "Enter the name." },
  { field: "secret", label: "Password", note: inMemory, autocomplete: "off", missing: "Enter the password." },
  { field: "domain", label: "Domain", note: "Only for an account of a tenant.", autocomplete: "off" },
];

const systems: Record<SystemName, { name: string; product: string; line: string; pitch: string; form: SignInTexts }> = {
  yeastar: {
    name: "Yeastar",
    product: "Yeastar P-Series",
    line: "Every call, the moment it ends.",
    pitch: "Records, figures and missed calls of your extension, straight from the PBX to this page. No server in between.",
    form: {
      account,
      lead: "Use your extension and the login signature from your administrator.",
      ways: [
        {
          name: "signature",
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
              note: inMemory,
              autocomplete: "off",
              missing: "Enter the signature.",
            },
          ],
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
      ways: [
        {
          name: "key",
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
              note: inMemory,
              autocomplete: "off",
              missing: "Enter the API key.",
            },
          ],
        },
      ],
      signIn: enter,
      problemOf: (error) => trunkProblemOf(error, "sign-in"),
    },
  },
  fonoster: {
    name: "Fonoster",
    product: "Fonoster",
    line: "Everybody who registers.",
    pitch: "SIP agents of your workspace: who they are, what they may, and their secrets. Straight from the server to this page.",
    form: {
      account: agentAccount,
      lead: "Use an API key of your workspace, or sign in as yourself.",
      ways: [
        {
          name: "key",
          label: "API key",
          fields: [
            fonosterAddress,
            { field: "keyId", label: "Key ID", placeholder: "AP…", autocomplete: "off", missing: "Enter the ID of the key." },
            { field: "keySecret", label: "Key secret", note: inMemory, autocomplete: "off", missing: "Enter the secret of the key." },
          ],
        },
        {
          name: "user",
          label: "User",
          fields: [
            fonosterAddress,
            { field: "username", label: "E-mail address", placeholder: "admin@example.com", autocomplete: "username", missing: "Enter your e-mail address." },
            { field: "secret", label: "Password", note: inMemory, autocomplete: "off", missing: "Enter your password." },
            { field: "code", label: "Code", note: "Only where you have a second factor.", autocomplete: "one-time-code" },
          ],
        },
      ],
      signIn: (account, signal, way) => enterWorkspace(account, signal, way as AgentWay),
      problemOf: (error, way) => agentSignInProblemOf(error, way as AgentWay),
    },
  },
  portsip: {
    name: "PortSIP",
    product: "PortSIP PBX",
    line: "Every trunk, up or down.",
    pitch: "Providers of your PBX, whether each is registered, and many at once from a file. Straight from the PBX to this page.",
    form: {
      account: providerAccount,
      lead: "Use an account of the PBX. Trunks are an administrator’s to change.",
      waysLabel: "Version of the PBX",
      ways: [
        {
          name: "v12",
          label: "Version 12",
          fields: portsipFields,
          more: {
            title: "Live by the PBX’s events",
            note: "It tells its tenant alone of trunks that go up or down. Without these, it is asked every ten seconds.",
            fields: [
              { field: "tenant", label: "Tenant", autocomplete: "off" },
              { field: "tenantSecret", label: "Password of the tenant", note: inMemory, autocomplete: "off" },
              { field: "events", label: "Address of the events", placeholder: "wss://pbx.example.com:8885", note: "Empty is port 8885 of the PBX.", autocomplete: "off" },
            ],
          },
        },
        { name: "v22", label: "Version 22", fields: portsipFields },
      ],
      signIn: (account, signal, way) => enterPbx(account, signal, way as Dialect),
      problemOf: providerSignInProblemOf,
    },
  },
  ipcortex: {
    name: "IPCortex",
    product: "IPCortex PBX",
    line: "The whole office at a glance.",
    pitch: "Who is on the phone, who waits in a queue, and your own calls, live. Straight from the PBX to this page.",
    form: {
      account: boardAccount,
      lead: "Use the user name and the password that you have on the PBX.",
      ways: [
        {
          name: "user",
          fields: [
            {
              field: "url",
              label: "PBX address",
              placeholder: "https://pbx.example.com",
              autocomplete: "url",
              missing: "Enter the address of the PBX.",
            },
            { field: "username", label: "User name", autocomplete: "username", missing: "Enter your user name." },
            { field: "secret", label: "Password", note: inMemory, autocomplete: "off", missing: "Enter your password." },
          ],
        },
      ],
      signIn: enterBoard,
      problemOf: boardSignInProblemOf,
    },
  },
};
const names = Object.keys(systems) as SystemName[];

export function SignIn({ system }: { system: SystemName }) {
  const { name, line, pitch, product, form } = systems[system];
  // Whoever moves from radio to radio stays there.
  const choosing = useRef(false);
  const others = names.filter((one) => one !== system && isSignedIn(one));

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
          {others.length > 0 && (
            <p class="backs">
              {others.map((one) => (
                <a key={one} class="back" href={homeOf(one)}>
                  Back to {systems[one].name}
                </a>
              ))}
            </p>
          )}
          <h1 id="sign-in-title">
            Sign in <span class="visually-hidden">to {name}</span>
          </h1>
          <Segments
            label="System"
            name="system"
            options={names.map((one) => [one, systems[one].name])}
            value={system}
            wide
            onChange={(one) => {
              choosing.current = true;
              go(homeOf(one));
            }}
          />
          <SignInForm key={system} {...form} quiet={choosing.current} />
        </div>
      </main>
    </div>
  );
}
