/**
 * The fields of each object: types, limits, defaults, and when they may be set.
 *
 * @import { Fields } from "./fields.js"
 */
import { address, amount, block, flag, hostname, list, object, oneOf, password } from "./fields.js";
import { pattern, text, timeOfDay, uri, userName, uuid, whole } from "./fields.js";

const SITES = [
  "Latency", "Chicago, IL", "Ashburn, VA", "San Jose, CA", "Sydney, Australia", "Amsterdam, Netherlands",
  "London, UK", "Toronto, Canada", "Vancouver, Canada", "Frankfurt, Germany",
];
const ENGINES = [
  "denoiser", "deep_filter_net", "deep_filter_net_large", "krisp_viva_tel", "krisp_viva_tel_lite",
  "krisp_viva_promodel", "krisp_viva_ss", "quail_voice_focus",
];
const T38_SOURCES = ["telnyx", "customer", "disabled", "passthru", "caller-passthru", "callee-passthru"];
const ROUTING = ["sequential", "round-robin"];
const RECEIVE_SETTINGS = ["only_my_connections", "from_anyone"];
const CODECS = ["G722", "G711U", "G711A", "G729", "OPUS", "H.264"];

export const REGISTRATION_STATUSES = [
  "Not Applicable", "Not Registered", "Failed", "Expired", "Registered", "Unregistered",
];

const serverAlone = /** @type {const} */ ({ on: "never" });
const port = { least: 1, most: 65_535, initial: 5060 };
/** @param {string | null | undefined} [initial] */
const country = (initial) => pattern(/^(?:[a-z]{2})?$/i, "must be a country code of two letters", { initial });
/** @param {string} [initial] */
const techPrefix = (initial) => pattern(/^(?:\d{4})?$/, "must be four digits", { initial });
const encryptedMedia = oneOf(["SRTP", null], null);
const transport = oneOf(["UDP", "TCP", "TLS"], "UDP");

/** @type {Fields} */
const common = {
  active: flag(true),
  anchorsite_override: oneOf(SITES, "Latency"),
  android_push_credential_id: text({ initial: null }),
  call_cost_in_webhooks: flag(false),
  conversation_persistence: flag(false, { on: "update" }),
  default_on_hold_comfort_noise_enabled: flag(true),
  dtmf_type: oneOf(["RFC 2833", "Inband", "SIP INFO"], "RFC 2833"),
  encode_contact_header_enabled: flag(false),
  encrypted_media: encryptedMedia,
  ios_push_credential_id: text({ initial: null }),
  jitter_buffer: object({
    enable_jitter_buffer: flag(false),
    jitterbuffer_msec_max: whole({ least: 40, most: 400, initial: 200 }),
    jitterbuffer_msec_min: whole({ least: 40, most: 400, initial: 60 }),
  }),
  noise_suppression: oneOf(["inbound", "outbound", "both", "disabled"]),
  noise_suppression_details: object({
    attenuation_limit: whole({ least: 0, most: 100, step: 10 }),
    engine: oneOf(ENGINES, "denoiser"),
  }),
  onnet_t38_passthrough_enabled: flag(false),
  rtcp_settings: object({
    capture_enabled: flag(false),
    port: oneOf(["rtcp-mux", "rtp+1"], "rtp+1"),
    report_frequency_secs: whole({ least: 5, most: 3000, initial: 5 }),
  }),
  tags: list(text(), []),
  webhook_api_version: oneOf(["1", "2"], "1"),
  webhook_event_failover_url: uri({ initial: "", nullable: true }),
  webhook_event_url: uri(),
  webhook_timeout_secs: whole({ least: 0, most: 30, initial: null }),
};

/** @type {Fields} */
const inbound = {
  ani_number_format: oneOf(["+E.164", "E.164", "+E.164-national", "E.164-national"], "E.164-national"),
  channel_limit: whole({ initial: null }),
  codecs: list(text(), CODECS),
  dnis_number_format: oneOf(["+e164", "e164", "national", "sip_username"], "e164"),
  generate_ringback_tone: flag(false),
  isup_headers_enabled: flag(false),
  prack_enabled: flag(false),
  shaken_stir_enabled: flag(false),
  sip_compact_headers_enabled: flag(true),
  timeout_1xx_secs: whole({ least: 1, most: 120, initial: 3 }),
  timeout_2xx_secs: whole({ least: 1, most: 600, initial: 90 }),
};

/** @type {Fields} */
const outbound = {
  ani_override: text({ initial: "" }),
  ani_override_type: oneOf(["always", "normal", "emergency"], "always"),
  call_parking_enabled: flag(false, { nullable: true }),
  channel_limit: whole({ initial: null }),
  generate_ringback_tone: flag(false),
  instant_ringback_enabled: flag(true),
  localization: country("US"),
  outbound_voice_profile_id: text(),
  t38_reinvite_source: oneOf(T38_SOURCES, "customer"),
};

/** @type {Fields} */
export const credentialConnection = {
  ...common,
  connection_name: text({ least: 1, required: "create" }),
  default_on_hold_comfort_noise_enabled: flag(false),
  inbound: object({
    ...inbound,
    default_routing_method: oneOf(ROUTING),
    simultaneous_ringing: oneOf(["disabled", "enabled"], "disabled"),
  }),
  outbound: object({ ...outbound, t38_reinvite_source: oneOf(T38_SOURCES, "telnyx") }),
  password: password({ required: "create" }),
  sip_uri_calling_preference: oneOf(["disabled", "unrestricted", "internal"]),
  user_name: userName({ required: "create" }),
  webhook_api_version: oneOf(["1", "2", "texml"], "1"),
};

/** An update knows one value less. @type {Fields} */
export const credentialConnectionUpdate = { ...credentialConnection, webhook_api_version: common.webhook_api_version };

/** @type {Fields} */
export const fqdnConnection = {
  ...common,
  adjust_dtmf_timestamp: flag(false, serverAlone),
  call_cost_enabled: flag(false, serverAlone),
  connection_name: text({ least: 1, required: "create" }),
  ignore_dtmf_duration: flag(false, serverAlone),
  ignore_mark_bit: flag(false, serverAlone),
  inbound: object({
    ...inbound,
    default_primary_fqdn_id: text({ initial: null }),
    default_routing_method: oneOf([...ROUTING, null], "sequential"),
    default_secondary_fqdn_id: text({ initial: null }),
    default_tertiary_fqdn_id: text({ initial: null }),
    sip_region: oneOf(["US", "Europe", "Australia"], "US"),
    sip_subdomain: text({ initial: null }),
    sip_subdomain_receive_settings: oneOf(RECEIVE_SETTINGS, "from_anyone"),
  }),
  microsoft_teams_sbc: flag(false, { on: "create" }),
  outbound: object({
    ...outbound,
    ani_override: text(),
    channel_limit: whole(),
    encrypted_media: encryptedMedia,
    instant_ringback_enabled: flag(false),
    ip_authentication_method: oneOf(["credential-authentication", "ip-authentication"], "ip-authentication"),
    ip_authentication_token: text(),
    tech_prefix: techPrefix(),
    timeout_1xx_secs: inbound.timeout_1xx_secs,
    timeout_2xx_secs: inbound.timeout_2xx_secs,
  }),
  rtp_pass_codecs_on_stream_change: flag(false, serverAlone),
  send_normalized_timestamps: flag(false, serverAlone),
  third_party_control_enabled: flag(false, serverAlone),
  transport_protocol: transport,
};

/** @type {Fields} */
export const fqdnAuthentication = {
  failover_url: uri(),
  fqdn_outbound_authentication: oneOf(["credential-authentication", "ip-authentication"], "ip-authentication"),
  ip_authentication_method: oneOf(["token", "p-charge-info"]),
  password: password(),
  txt_name: text(),
  txt_ttl: whole({ least: 0 }),
  txt_value: text(),
  user_name: userName(),
  webhook_url: uri(),
};

/** @type {Fields} */
export const ipConnection = {
  ...common,
  connection_name: text(),
  inbound: object({
    ...inbound,
    default_primary_ip_id: text({ on: "update" }),
    default_routing_method: oneOf(ROUTING),
    default_secondary_ip_id: text({ on: "update" }),
    default_tertiary_ip_id: text({ on: "update" }),
    sip_region: oneOf(["US", "Europe", "Australia"], "US"),
    sip_subdomain: text(),
    sip_subdomain_receive_settings: oneOf(RECEIVE_SETTINGS),
    timeout_2xx_secs: whole({ initial: 90 }),
  }),
  outbound: object({
    ...outbound,
    // Two values that somebody once ran together; the API spells it so.
    ip_authentication_method: oneOf(["token", "tech-prefixp-charge-info"], "tech-prefixp-charge-info"),
    ip_authentication_token: text({ initial: null }),
    localization: country(null),
    tech_prefix: techPrefix(""),
  }),
  transport_protocol: transport,
};

/** @type {Fields} */
export const fqdn = {
  connection_id: text({ required: "create" }),
  dns_record_type: oneOf(["a", "srv"], undefined, { required: "create" }),
  fqdn: hostname({ required: "create" }),
  // No default: it depends on the type of record.
  port: whole({ ...port, initial: undefined, nullable: true }),
};

/** @type {Fields} */
export const ip = {
  connection_id: text(),
  ip_address: address({ required: "always" }),
  port: whole(port),
};

/** @type {Fields} */
export const outboundVoiceProfile = {
  billing_group_id: uuid({ initial: null }),
  call_recording: object({
    call_recording_caller_phone_numbers: list(text()),
    call_recording_channels: oneOf(["single", "dual"], "single"),
    call_recording_format: oneOf(["wav", "mp3"], "wav"),
    call_recording_type: oneOf(["all", "none", "by_caller_phone_number"]),
  }),
  calling_window: object({ calls_per_cld: whole({ least: 0 }), end_time: timeOfDay(), start_time: timeOfDay() }),
  concurrent_call_limit: whole({ initial: null }),
  daily_spend_limit: pattern(/^\d+(?:\.\d+)?$/, "must be an amount such as \"100.00\""),
  daily_spend_limit_enabled: flag(false),
  enabled: flag(true),
  max_destination_rate: amount(),
  name: text({ least: 3, required: "always" }),
  service_plan: oneOf(["global"], "global"),
  tags: list(text(), []),
  traffic_type: oneOf(["conversational"], "conversational"),
  usage_payment_method: oneOf(["rate-deck"], "rate-deck"),
  whitelisted_destinations: list(pattern(/^[A-Z]{2}$/, "must be a country code of two capital letters"), ["US", "CA"]),
};

/** @type {Fields} */
export const accessIPRange = {
  cidr_block: block({ required: "create" }),
  description: text(),
};
