import type {
  CredentialConnectionUpdateParams, FqdnConnectionUpdateParams, IPConnectionUpdateParams,
} from "softphone-admin/telnyx";
import { choices, type FieldSpec, type PathsOf, type Section } from "../../form/spec";
import type { KindName } from "./kinds";

/** The settings of a connection, by tab. */
export interface Settings {
  readonly general: readonly Section[];
  readonly inbound: readonly Section[];
  readonly outbound: readonly Section[];
}

type Shared = PathsOf<CredentialConnectionUpdateParams> & PathsOf<FqdnConnectionUpdateParams> & PathsOf<IPConnectionUpdateParams>;
type Hosted = PathsOf<FqdnConnectionUpdateParams> & PathsOf<IPConnectionUpdateParams>;
type Fields<P extends string> = readonly FieldSpec<P>[];

const codecs = ["G722", "G711U", "G711A", "G729", "OPUS", "H.264"];
const routing = [["sequential", "One after another"], ["round-robin", "In turn"]] as const;

export const nameField = { path: "connection_name", label: "Name", control: "text", required: true } as const satisfies FieldSpec<Shared>;

export const userField = {
  path: "user_name",
  label: "User name",
  control: "text",
  required: true,
  note: "4 to 32 letters and digits, a letter among the first five.",
} as const satisfies FieldSpec<PathsOf<CredentialConnectionUpdateParams>>;

export const passwordField = {
  path: "password",
  label: "Password",
  control: "secret",
  required: true,
  note: "8 to 128 characters.",
} as const satisfies FieldSpec<PathsOf<CredentialConnectionUpdateParams>>;

export const transportField = {
  path: "transport_protocol",
  label: "Transport",
  control: "choice",
  choices: choices("UDP", "TCP", "TLS"),
} as const satisfies FieldSpec<Hosted>;

export const profileField = {
  path: "outbound/outbound_voice_profile_id",
  label: "Voice profile",
  control: "pick",
  from: "profiles",
} as const satisfies FieldSpec<Shared>;

const encryptedMedia = { label: "Media encryption", control: "choice", choices: choices("SRTP"), empty: "None" } as const;

const media: Fields<Shared> = [
  {
    path: "anchorsite_override",
    label: "Media site",
    control: "choice",
    choices: [
      ["Latency", "Nearest by latency"],
      ...choices("Chicago, IL", "Ashburn, VA", "San Jose, CA", "Sydney, Australia", "Amsterdam, Netherlands"),
      ...choices("London, UK", "Toronto, Canada", "Vancouver, Canada", "Frankfurt, Germany"),
    ],
  },
  { path: "dtmf_type", label: "DTMF", control: "choice", choices: choices("RFC 2833", "Inband", "SIP INFO") },
  { path: "encrypted_media", ...encryptedMedia, note: "SRTP does not go together with the transport TLS." },
  {
    path: "noise_suppression",
    label: "Noise suppression",
    control: "choice",
    choices: [["inbound", "Inbound"], ["outbound", "Outbound"], ["both", "Both directions"], ["disabled", "Off"]],
  },
  {
    path: "noise_suppression_details/engine",
    label: "Noise engine",
    control: "choice",
    choices: choices(
      "denoiser", "deep_filter_net", "deep_filter_net_large", "krisp_viva_tel", "krisp_viva_tel_lite",
      "krisp_viva_promodel", "krisp_viva_ss", "quail_voice_focus",
    ),
  },
  { path: "noise_suppression_details/attenuation_limit", label: "Noise attenuation", control: "number", min: 0, max: 100, unit: "%", note: "In steps of 10." },
  { path: "default_on_hold_comfort_noise_enabled", label: "Comfort noise on hold", control: "flag" },
  { path: "encode_contact_header_enabled", label: "Encode the Contact header, for NAT", control: "flag" },
  { path: "onnet_t38_passthrough_enabled", label: "Pass T.38 through on-net", control: "flag" },
];

const quality: Fields<Shared> = [
  { path: "jitter_buffer/jitterbuffer_msec_min", label: "Jitter buffer from", control: "number", min: 40, max: 400, unit: "ms" },
  { path: "jitter_buffer/jitterbuffer_msec_max", label: "Jitter buffer to", control: "number", min: 40, max: 400, unit: "ms" },
  { path: "rtcp_settings/port", label: "RTCP port", control: "choice", choices: [["rtp+1", "Next to RTP"], ["rtcp-mux", "Same as RTP"]] },
  { path: "rtcp_settings/report_frequency_secs", label: "RTCP report every", control: "number", min: 5, max: 3000, unit: "s" },
  { path: "jitter_buffer/enable_jitter_buffer", label: "Jitter buffer", control: "flag" },
  { path: "rtcp_settings/capture_enabled", label: "Capture RTCP reports", control: "flag" },
];

const events: Fields<Shared> = [
  { path: "webhook_event_url", label: "Webhook address", control: "text", inputMode: "url", placeholder: "https://" },
  { path: "webhook_event_failover_url", label: "Second address", control: "text", inputMode: "url", placeholder: "https://", note: "Used when the first one fails." },
  { path: "webhook_api_version", label: "Webhook version", control: "choice", choices: choices("1", "2") },
  { path: "webhook_timeout_secs", label: "Webhook timeout", control: "number", min: 0, max: 30, nullable: true, unit: "s" },
  { path: "android_push_credential_id", label: "Android push credential", control: "text", nullable: true },
  { path: "ios_push_credential_id", label: "iOS push credential", control: "text", nullable: true },
  { path: "call_cost_in_webhooks", label: "Call cost in webhooks", control: "flag" },
  { path: "conversation_persistence", label: "Keep conversations", control: "flag" },
];

const tagsField: FieldSpec<Shared> = { path: "tags", label: "Tags", control: "list", note: "With commas between." };

/** Numbers of the inbound side, its limits, and what it says. */
const inboundNumbers: Fields<Shared> = [
  { path: "inbound/ani_number_format", label: "Caller number as", control: "choice", choices: choices("+E.164", "E.164", "+E.164-national", "E.164-national") },
  {
    path: "inbound/dnis_number_format",
    label: "Called number as",
    control: "choice",
    choices: [["+e164", "+E.164"], ["e164", "E.164"], ["national", "National"], ["sip_username", "SIP user name"]],
  },
];
const inboundLimits: Fields<Shared> = [
  { path: "inbound/channel_limit", label: "Calls at the same time", control: "number", min: 0, nullable: true, note: "Empty is no limit." },
  { path: "inbound/default_routing_method", label: "Order of destinations", control: "choice", choices: routing },
  { path: "inbound/timeout_1xx_secs", label: "Wait for a first answer", control: "number", min: 1, max: 120, unit: "s" },
  { path: "inbound/timeout_2xx_secs", label: "Wait for the call to be taken", control: "number", min: 1, max: 600, unit: "s" },
];
const inboundSignals: Fields<Shared> = [
  { path: "inbound/generate_ringback_tone", label: "Ringback tone", control: "flag" },
  { path: "inbound/isup_headers_enabled", label: "ISUP headers", control: "flag" },
  { path: "inbound/prack_enabled", label: "PRACK", control: "flag" },
  { path: "inbound/shaken_stir_enabled", label: "SHAKEN/STIR headers", control: "flag" },
  { path: "inbound/sip_compact_headers_enabled", label: "Compact SIP headers", control: "flag" },
];
const subdomain: Fields<Hosted> = [
  { path: "inbound/sip_region", label: "SIP region", control: "choice", choices: choices("US", "Europe", "Australia") },
  { path: "inbound/sip_subdomain", label: "SIP subdomain", control: "text", nullable: true },
  {
    path: "inbound/sip_subdomain_receive_settings",
    label: "Who may call it",
    control: "choice",
    choices: [["only_my_connections", "Only my connections"], ["from_anyone", "Anyone"]],
  },
];
const codecField: FieldSpec<Shared> = { path: "inbound/codecs", label: "Codecs, the first one preferred", control: "codecs", codecs };

const outboundCalls: Fields<Shared> = [
  { ...profileField, note: "Without one, calls cannot go out." },
  { path: "outbound/channel_limit", label: "Calls at the same time", control: "number", min: 0, nullable: true, note: "Empty is no limit." },
  { path: "outbound/localization", label: "Dialling rules of", control: "text", note: "A country, two letters." },
  {
    path: "outbound/t38_reinvite_source",
    label: "Fax re-INVITE by",
    control: "choice",
    choices: [
      ["telnyx", "Telnyx"], ["customer", "Customer"], ["disabled", "Nobody"], ["passthru", "Passed through"],
      ["caller-passthru", "Passed through, caller"], ["callee-passthru", "Passed through, callee"],
    ],
  },
  { path: "outbound/ani_override", label: "Caller number instead", control: "text", inputMode: "tel" },
  { path: "outbound/ani_override_type", label: "Instead of the call’s own", control: "choice", choices: [["always", "Always"], ["normal", "For normal calls"], ["emergency", "For emergency calls"]] },
  { path: "outbound/call_parking_enabled", label: "Park calls for Call Control", control: "flag" },
  { path: "outbound/generate_ringback_tone", label: "Ringback tone", control: "flag" },
  { path: "outbound/instant_ringback_enabled", label: "Ringback at once", control: "flag" },
];

const techPrefix: Fields<Hosted> = [
  { path: "outbound/ip_authentication_token", label: "Token", control: "secret" },
  { path: "outbound/tech_prefix", label: "Tech prefix", control: "text", note: "Four digits." },
];

export const settings: Record<KindName, Settings> = {
  credential_connection: {
    general: [
      {
        title: "Identity",
        fields: [
          nameField,
          tagsField,
          userField,
          passwordField,
          {
            path: "sip_uri_calling_preference",
            label: "Calls to its SIP URI",
            control: "choice",
            choices: [["disabled", "Nobody"], ["unrestricted", "Anyone"], ["internal", "My connections"]],
          },
        ] satisfies Fields<PathsOf<CredentialConnectionUpdateParams>>,
      },
      { title: "Media", fields: media },
      { title: "Quality", fields: quality },
      { title: "Events", fields: events },
    ],
    inbound: [
      { title: "Numbers", fields: inboundNumbers },
      {
        title: "Routing and limits",
        fields: [
          ...inboundLimits,
          { path: "inbound/simultaneous_ringing", label: "Ring all devices at once", control: "choice", choices: [["disabled", "Off"], ["enabled", "On"]] },
        ] satisfies Fields<PathsOf<CredentialConnectionUpdateParams>>,
      },
      { title: "Signalling", fields: [...inboundSignals, codecField] },
    ],
    outbound: [{ title: "Calls", fields: outboundCalls }],
  },
  fqdn_connection: {
    general: [
      { title: "Identity", fields: [nameField, tagsField, transportField] },
      { title: "Media", fields: media },
      { title: "Quality", fields: quality },
      { title: "Events", fields: events },
    ],
    inbound: [
      { title: "Numbers", fields: inboundNumbers },
      {
        title: "Routing and limits",
        fields: [
          ...inboundLimits,
          { path: "inbound/default_primary_fqdn_id", label: "First host name", control: "pick", from: "children", empty: "Any", nullable: true },
          { path: "inbound/default_secondary_fqdn_id", label: "Second host name", control: "pick", from: "children", empty: "Any", nullable: true },
          { path: "inbound/default_tertiary_fqdn_id", label: "Third host name", control: "pick", from: "children", empty: "Any", nullable: true },
        ] satisfies Fields<PathsOf<FqdnConnectionUpdateParams>>,
      },
      { title: "Subdomain", fields: subdomain },
      { title: "Signalling", fields: [...inboundSignals, codecField] },
    ],
    outbound: [
      { title: "Calls", fields: outboundCalls },
      {
        title: "Authentication and timing",
        fields: [
          {
            path: "outbound/ip_authentication_method",
            label: "Authentication",
            control: "choice",
            choices: [["credential-authentication", "User name and password"], ["ip-authentication", "By address"]],
          },
          ...techPrefix,
          { path: "outbound/encrypted_media", ...encryptedMedia },
          { path: "outbound/timeout_1xx_secs", label: "Wait for a first answer", control: "number", min: 1, max: 120, unit: "s" },
          { path: "outbound/timeout_2xx_secs", label: "Wait for the call to be taken", control: "number", min: 1, max: 600, unit: "s" },
        ] satisfies Fields<PathsOf<FqdnConnectionUpdateParams>>,
      },
    ],
  },
  ip_connection: {
    general: [
      { title: "Identity", fields: [nameField, tagsField, transportField] },
      { title: "Media", fields: media },
      { title: "Quality", fields: quality },
      { title: "Events", fields: events },
    ],
    inbound: [
      { title: "Numbers", fields: inboundNumbers },
      {
        title: "Routing and limits",
        fields: [
          ...inboundLimits,
          { path: "inbound/default_primary_ip_id", label: "First address", control: "pick", from: "children" },
          { path: "inbound/default_secondary_ip_id", label: "Second address", control: "pick", from: "children" },
          { path: "inbound/default_tertiary_ip_id", label: "Third address", control: "pick", from: "children" },
        ] satisfies Fields<PathsOf<IPConnectionUpdateParams>>,
      },
      { title: "Subdomain", fields: subdomain },
      { title: "Signalling", fields: [...inboundSignals, codecField] },
    ],
    outbound: [
      { title: "Calls", fields: outboundCalls },
      {
        title: "Authentication",
        fields: [
          {
            path: "outbound/ip_authentication_method",
            label: "Authentication",
            control: "choice",
            choices: [["token", "Token"], ["tech-prefixp-charge-info", "Tech prefix or P-Charge-Info"]],
          },
          ...techPrefix,
        ] satisfies Fields<PathsOf<IPConnectionUpdateParams>>,
      },
    ],
  },
};

/** What a new connection is asked for; the rest can be set afterwards. */
export const creation: Record<KindName, readonly FieldSpec[]> = {
  credential_connection: [nameField, userField, passwordField, profileField],
  fqdn_connection: [
    nameField,
    { ...transportField, initial: "UDP" },
    profileField,
    { path: "microsoft_teams_sbc", label: "For Microsoft Teams", control: "flag", note: "Cannot be changed later." },
  ],
  ip_connection: [nameField, { ...transportField, initial: "UDP" }, profileField],
};
