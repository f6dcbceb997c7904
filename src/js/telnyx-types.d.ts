// The objects on the wire, field for field as Telnyx names them. An id is an opaque text: some are decimals beyond
// what a number can hold. A time is a text in ISO 8601.

/** Where media is handled; `Latency` lets the server choose. The commas belong to the values. */
export type AnchorsiteOverride =
  | "Latency"
  | "Chicago, IL"
  | "Ashburn, VA"
  | "San Jose, CA"
  | "Sydney, Australia"
  | "Amsterdam, Netherlands"
  | "London, UK"
  | "Toronto, Canada"
  | "Vancouver, Canada"
  | "Frankfurt, Germany";

/** How DTMF is sent towards the customer. */
export type DtmfType = "RFC 2833" | "Inband" | "SIP INFO";

/** Which direction is cleaned of noise. */
export type ConnectionNoiseSuppression = "inbound" | "outbound" | "both" | "disabled";

export type TransportProtocol = "UDP" | "TCP" | "TLS";

/** `SRTP` does not go together with the transport `TLS`. null means no encryption. */
export type EncryptedMedia = "SRTP" | null;

export type WebhookAPIVersion = "1" | "2";

/** Who sends the re-INVITE of a fax. */
export type T38ReinviteSource = "telnyx" | "customer" | "disabled" | "passthru" | "caller-passthru" | "callee-passthru";

/** The form of the caller's number. */
export type AniNumberFormat = "+E.164" | "E.164" | "+E.164-national" | "E.164-national";

/** The form of the called number. */
export type DnisNumberFormat = "+e164" | "e164" | "national" | "sip_username";

export interface ConnectionRtcpSettings {
  /** @defaultValue false */
  capture_enabled?: boolean;
  /** @defaultValue `rtp+1` */
  port?: "rtcp-mux" | "rtp+1";
  /** Seconds, 5 to 3000. @defaultValue 5 */
  report_frequency_secs?: number;
}

export interface JitterBuffer {
  /** @defaultValue false */
  enable_jitter_buffer?: boolean;
  /** Milliseconds, 40 to 400. @defaultValue 200 */
  jitterbuffer_msec_max?: number;
  /** Milliseconds, 40 to 400. @defaultValue 60 */
  jitterbuffer_msec_min?: number;
}

/** Kept by the server even while the suppression is off. */
export interface NoiseSuppressionDetails {
  /** 0 to 100; the default depends on the engine. */
  attenuation_limit?: number;
  /** @defaultValue `denoiser` */
  engine?:
    | "denoiser"
    | "deep_filter_net"
    | "deep_filter_net_large"
    | "krisp_viva_tel"
    | "krisp_viva_tel_lite"
    | "krisp_viva_promodel"
    | "krisp_viva_ss"
    | "quail_voice_focus";
}

/** What every stored object has. */
export interface StoredObject {
  id?: string;
  /** The kind of object, for example `credential_connection`. */
  record_type?: string;
  /** ISO 8601. */
  created_at?: string;
  /** ISO 8601. */
  updated_at?: string;
}

/** What credential, FQDN and IP connections have in common, in requests and in answers. */
export interface ConnectionSettings {
  /** @defaultValue true */
  active?: boolean;
  /** @defaultValue `Latency` */
  anchorsite_override?: AnchorsiteOverride;
  /** @defaultValue null */
  android_push_credential_id?: string | null;
  /** Adds the cost of the call to webhooks. @defaultValue false */
  call_cost_in_webhooks?: boolean;
  /** The server makes comfort noise while on hold. */
  default_on_hold_comfort_noise_enabled?: boolean;
  /** @defaultValue `RFC 2833` */
  dtmf_type?: DtmfType;
  /** Encodes the SIP `Contact`, for NAT and ALG. @defaultValue false */
  encode_contact_header_enabled?: boolean;
  encrypted_media?: EncryptedMedia;
  /** @defaultValue null */
  ios_push_credential_id?: string | null;
  jitter_buffer?: JitterBuffer;
  noise_suppression?: ConnectionNoiseSuppression;
  noise_suppression_details?: NoiseSuppressionDetails;
  /** Lets both on-net legs negotiate T.38 with each other. @defaultValue false */
  onnet_t38_passthrough_enabled?: boolean;
  rtcp_settings?: ConnectionRtcpSettings;
  tags?: string[];
  /** An address with its scheme; used when the first one fails. @defaultValue `""` */
  webhook_event_failover_url?: string | null;
  /** An address with its scheme. */
  webhook_event_url?: string;
  /** Seconds, 0 to 30. @defaultValue null */
  webhook_timeout_secs?: number | null;
}

/** What the inbound sides of all kinds of connections have in common. */
export interface InboundSettings {
  /** @defaultValue `E.164-national` */
  ani_number_format?: AniNumberFormat;
  /**
   * In order of priority; `OPUS` and `H.264` need TCP or TLS.
   * @defaultValue `["G722","G711U","G711A","G729","OPUS","H.264"]`
   */
  codecs?: string[];
  /** @defaultValue `e164` */
  dnis_number_format?: DnisNumberFormat;
  /** @defaultValue false */
  generate_ringback_tone?: boolean;
  /** @defaultValue false */
  isup_headers_enabled?: boolean;
  /** @defaultValue false */
  prack_enabled?: boolean;
  /** @defaultValue false */
  shaken_stir_enabled?: boolean;
  /** @defaultValue true */
  sip_compact_headers_enabled?: boolean;
  /** Seconds, 1 to 120. @defaultValue 3 */
  timeout_1xx_secs?: number;
  /** Seconds, 1 to 600. @defaultValue 90 */
  timeout_2xx_secs?: number;
}

/** What the outbound sides of all kinds of connections have in common. */
export interface OutboundSettings {
  /** Caller id in place of the call's own. */
  ani_override?: string;
  /** @defaultValue `always` */
  ani_override_type?: "always" | "normal" | "emergency";
  /** Parks calls for Call Control. @defaultValue false */
  call_parking_enabled?: boolean | null;
  /** Calls at the same time. */
  channel_limit?: number;
  /** @defaultValue false */
  generate_ringback_tone?: boolean;
  /** By default on for credential and IP connections, off for FQDN connections. */
  instant_ringback_enabled?: boolean;
  /** The country of the dialling rules, two letters. By default `US`; for IP connections none. */
  localization?: string;
  outbound_voice_profile_id?: string;
  /** By default `telnyx` for credential connections, `customer` for the others. */
  t38_reinvite_source?: T38ReinviteSource;
}

// Paging

/** Where a list starts and how much comes at once. */
export interface DefaultFlatPaginationParams {
  /** From 1. @defaultValue 1 */
  "page[number]"?: number;
  /** Items of a page, at most 250. By default 250; 20 for voice profiles and access ranges. */
  "page[size]"?: number;
}

/** Where a page stands in its list. Empty when the answer did not say. */
export interface PageMeta {
  /** From 1. */
  page_number: number;
  page_size?: number;
  total_pages: number;
  /** Items on all pages together. */
  total_results?: number;
}

/** A page on the wire. */
export interface DefaultFlatPaginationResponse<Item> {
  data: Item[];
  meta: PageMeta;
}

// Connections of every kind

/** The facts that connections of every kind share. */
export interface Connection extends StoredObject {
  active?: boolean;
  anchorsite_override?: AnchorsiteOverride;
  connection_name?: string;
  outbound_voice_profile_id?: string;
  tags?: string[];
  webhook_api_version?: WebhookAPIVersion;
  webhook_event_failover_url?: string | null;
  webhook_event_url?: string | null;
}

export interface ConnectionRetrieveResponse {
  data?: Connection;
}

/** What a list of connections can be narrowed to. */
export interface ConnectionFilter {
  /** Part of the name in any case, at least three characters. */
  connection_name?: { contains?: string };
  /** The whole name, case-sensitive. */
  fqdn?: string;
  outbound_voice_profile_id?: string;
}

/** A leading `-` sorts downwards. */
export type ConnectionSort =
  | "created_at"
  | "-created_at"
  | "connection_name"
  | "-connection_name"
  | "active"
  | "-active";

export interface ConnectionListParams extends DefaultFlatPaginationParams {
  filter?: ConnectionFilter;
  /** @defaultValue `created_at` */
  sort?: ConnectionSort;
}

export interface ConnectionListActiveCallsParams extends DefaultFlatPaginationParams {}

/** A call that is up now. */
export interface ConnectionListActiveCallsResponse {
  /** Names the call to Call Control. */
  call_control_id: string;
  /** Seconds since the call was answered. */
  call_duration: number;
  call_leg_id: string;
  /** Equal for the legs of one call. */
  call_session_id: string;
  /** State that the page attached to the call, Base64. */
  client_state: string;
  record_type: "call";
}

/** How many connections there are of each kind, and how many there may be. */
export interface ConnectionCount {
  counts: {
    call_control_applications: number;
    credential_connections: number;
    external_connections: number;
    fax_connections: number;
    fqdn_connections: number;
    ip_connections: number;
    microsoft_teams_sbc_connections: number;
    mobile_voice_connections: number;
    operator_connect_connections: number;
    texml_applications: number;
    third_party_provider_connections: number;
    uac_connections: number;
    zoom_sbc_connections: number;
  };
  /** One limit for all kinds together, or one for each group of kinds. */
  limits: { global_limit: number } | { standard_limit: number; texml_limit: number; uac_limit: number };
  record_type: string;
}

export interface ConnectionRetrieveCountResponse {
  data: ConnectionCount;
}

// Credential connections: a SIP device signs in with user name and password

export interface CredentialInbound extends InboundSettings {
  /** Calls at the same time. */
  channel_limit?: number;
  default_routing_method?: "sequential" | "round-robin";
  /** @defaultValue `disabled` */
  simultaneous_ringing?: "disabled" | "enabled";
}

export interface CredentialOutbound extends OutboundSettings {}

/** Settings of a credential connection beyond those of every kind. */
export interface CredentialSettings extends ConnectionSettings {
  inbound?: CredentialInbound;
  outbound?: CredentialOutbound;
  /** Who may call the SIP URI of this connection. */
  sip_uri_calling_preference?: "disabled" | "unrestricted" | "internal";
}

export interface CredentialConnection extends StoredObject, CredentialSettings {
  connection_name?: string;
  /** @defaultValue false */
  conversation_persistence?: boolean;
  /** A secret; newer accounts get `********`. */
  password?: string;
  user_name?: string;
  /** @defaultValue `1` */
  webhook_api_version?: WebhookAPIVersion;
}

export interface CredentialConnectionCreateParams extends CredentialSettings {
  connection_name: string;
  /** 8 to 128 characters. */
  password: string;
  /** 4 to 32 letters and digits, a letter among the first five. */
  user_name: string;
  /** `texml` needs `outbound.call_parking_enabled: true`. @defaultValue `1` */
  webhook_api_version?: WebhookAPIVersion | "texml";
}

export interface CredentialConnectionUpdateParams extends CredentialSettings {
  connection_name?: string;
  conversation_persistence?: boolean;
  /** 8 to 128 characters. */
  password?: string;
  /** 4 to 32 letters and digits, a letter among the first five. */
  user_name?: string;
  webhook_api_version?: WebhookAPIVersion;
}

export interface CredentialConnectionCreateResponse {
  data?: CredentialConnection;
}

export interface CredentialConnectionRetrieveResponse {
  data?: CredentialConnection;
}

export interface CredentialConnectionUpdateResponse {
  data?: CredentialConnection;
}

export interface CredentialConnectionDeleteResponse {
  data?: CredentialConnection;
}

export interface CredentialConnectionListParams extends ConnectionListParams {}

/** Whether the device of a credential connection is signed in. */
export interface RegistrationStatus {
  ip_address?: string | null;
  /** ISO 8601. */
  last_registration?: string | null;
  port?: number | null;
  record_type?: string;
  sip_username?: string | null;
  status?: "Not Applicable" | "Not Registered" | "Failed" | "Expired" | "Registered" | "Unregistered";
  transport?: string | null;
  user_agent?: string | null;
}

export interface ActionCheckRegistrationStatusResponse {
  data?: RegistrationStatus;
}

// FQDN connections: calls go to host names

export interface InboundFqdn extends InboundSettings {
  /** Calls at the same time. @defaultValue null */
  channel_limit?: number | null;
  /** @defaultValue null */
  default_primary_fqdn_id?: string | null;
  /** @defaultValue `sequential` */
  default_routing_method?: "sequential" | "round-robin" | null;
  /** @defaultValue null */
  default_secondary_fqdn_id?: string | null;
  /** @defaultValue null */
  default_tertiary_fqdn_id?: string | null;
  /** @defaultValue `US` */
  sip_region?: "US" | "Europe" | "Australia";
  /** @defaultValue null */
  sip_subdomain?: string | null;
  /** @defaultValue `from_anyone` */
  sip_subdomain_receive_settings?: "only_my_connections" | "from_anyone";
}

export interface OutboundFqdn extends OutboundSettings {
  encrypted_media?: EncryptedMedia;
  /** @defaultValue `ip-authentication` */
  ip_authentication_method?: "credential-authentication" | "ip-authentication";
  ip_authentication_token?: string;
  /** Four digits. */
  tech_prefix?: string;
  /** Seconds, 1 to 120. @defaultValue 3 */
  timeout_1xx_secs?: number;
  /** Seconds, 1 to 600. @defaultValue 90 */
  timeout_2xx_secs?: number;
}

/** Settings of an FQDN connection beyond those of every kind. */
export interface FqdnSettings extends ConnectionSettings {
  inbound?: InboundFqdn;
  outbound?: OutboundFqdn;
  /** @defaultValue `UDP` */
  transport_protocol?: TransportProtocol;
  /** @defaultValue `1` */
  webhook_api_version?: WebhookAPIVersion;
}

export interface FqdnConnection extends StoredObject, FqdnSettings {
  adjust_dtmf_timestamp?: boolean;
  call_cost_enabled?: boolean;
  connection_name: string;
  /** @defaultValue false */
  conversation_persistence?: boolean;
  ignore_dtmf_duration?: boolean;
  ignore_mark_bit?: boolean;
  /** @defaultValue false */
  microsoft_teams_sbc?: boolean;
  /** A secret; newer accounts get `********`. */
  password?: string;
  rtp_pass_codecs_on_stream_change?: boolean;
  send_normalized_timestamps?: boolean;
  third_party_control_enabled?: boolean;
  /** The DNS record that proves the domain to Microsoft Teams. */
  txt_name?: string;
  /** Seconds. */
  txt_ttl?: number;
  txt_value?: string;
  user_name?: string;
}

export interface FqdnConnectionCreateParams extends FqdnSettings {
  connection_name: string;
  /** Cannot be changed later. @defaultValue false */
  microsoft_teams_sbc?: boolean;
}

export interface FqdnConnectionUpdateParams extends FqdnSettings {
  connection_name?: string;
  conversation_persistence?: boolean;
}

export interface FqdnConnectionCreateResponse {
  data?: FqdnConnection;
}

export interface FqdnConnectionRetrieveResponse {
  data?: FqdnConnection;
}

export interface FqdnConnectionUpdateResponse {
  data?: FqdnConnection;
}

export interface FqdnConnectionDeleteResponse {
  data?: FqdnConnection;
}

export interface FqdnConnectionListParams extends ConnectionListParams {}

export interface FqdnAuthenticationPatchAllParams {
  failover_url?: string;
  fqdn_outbound_authentication?: "credential-authentication" | "ip-authentication";
  ip_authentication_method?: "token" | "p-charge-info";
  /** 8 to 128 characters. */
  password?: string;
  txt_name?: string;
  /** Seconds. */
  txt_ttl?: number;
  txt_value?: string;
  /** 4 to 32 letters and digits, a letter among the first five. */
  user_name?: string;
  webhook_url?: string;
}

/** How calls out of an FQDN connection are authenticated. `password` is a secret. */
export interface FqdnAuthentication extends FqdnAuthenticationPatchAllParams {
  connection_id?: string;
  id?: string;
  microsoft_teams_sbc?: boolean;
  record_type?: string;
}

export interface FqdnAuthenticationListResponse {
  data?: FqdnAuthentication;
}

export interface FqdnAuthenticationPatchAllResponse {
  data?: FqdnAuthentication;
}

// FQDNs: the host names of an FQDN connection

export interface Fqdn extends StoredObject {
  connection_id?: string;
  /** `a` with a port, `srv` without. */
  dns_record_type?: string;
  fqdn?: string;
  port?: number;
}

export interface FqdnCreateParams {
  connection_id: string;
  /** `a` with a port, `srv` without. */
  dns_record_type: string;
  fqdn: string;
  /** @defaultValue 5060 */
  port?: number | null;
}

export interface FqdnUpdateParams {
  connection_id?: string;
  /** `a` with a port, `srv` without. */
  dns_record_type?: string;
  fqdn?: string;
  port?: number | null;
}

export interface FqdnCreateResponse {
  data?: Fqdn;
}

export interface FqdnRetrieveResponse {
  data?: Fqdn;
}

export interface FqdnUpdateResponse {
  data?: Fqdn;
}

export interface FqdnDeleteResponse {
  data?: Fqdn;
}

export interface FqdnFilter {
  connection_id?: string;
  dns_record_type?: string;
  fqdn?: string;
  port?: number;
}

export interface FqdnListParams extends DefaultFlatPaginationParams {
  filter?: FqdnFilter;
}

// IP connections: calls come from and go to fixed addresses

export interface InboundIPCreate extends InboundSettings {
  /** Calls at the same time. */
  channel_limit?: number;
  default_routing_method?: "sequential" | "round-robin";
  sip_region?: "US" | "Europe" | "Australia";
  sip_subdomain?: string;
  sip_subdomain_receive_settings?: "only_my_connections" | "from_anyone";
}

export interface InboundIP extends InboundIPCreate {
  default_primary_ip_id?: string;
  default_secondary_ip_id?: string;
  default_tertiary_ip_id?: string;
}

export interface OutboundIP extends OutboundSettings {
  /** @defaultValue `tech-prefixp-charge-info` */
  ip_authentication_method?: "token" | "tech-prefixp-charge-info";
  ip_authentication_token?: string;
  /** Four digits. @defaultValue `""` */
  tech_prefix?: string;
}

/** Settings of an IP connection beyond those of every kind. */
export interface IPSettings extends ConnectionSettings {
  connection_name?: string;
  outbound?: OutboundIP;
  /** @defaultValue `UDP` */
  transport_protocol?: TransportProtocol;
  /** @defaultValue `1` */
  webhook_api_version?: WebhookAPIVersion;
}

export interface IPConnection extends StoredObject, IPSettings {
  /** @defaultValue false */
  conversation_persistence?: boolean;
  inbound?: InboundIP;
}

export interface IPConnectionCreateParams extends IPSettings {
  inbound?: InboundIPCreate;
}

export interface IPConnectionUpdateParams extends IPSettings {
  conversation_persistence?: boolean;
  inbound?: InboundIP;
}

export interface IPConnectionCreateResponse {
  data?: IPConnection;
}

export interface IPConnectionRetrieveResponse {
  data?: IPConnection;
}

export interface IPConnectionUpdateResponse {
  data?: IPConnection;
}

export interface IPConnectionDeleteResponse {
  data?: IPConnection;
}

export interface IPConnectionListParams extends ConnectionListParams {}

// IPs: the addresses of an IP connection

export interface IP extends StoredObject {
  connection_id?: string;
  ip_address?: string;
  port?: number;
}

export interface IPCreateParams {
  connection_id?: string;
  ip_address: string;
  /** @defaultValue 5060 */
  port?: number;
}

export interface IPUpdateParams {
  connection_id?: string;
  ip_address: string;
  port?: number;
}

export interface IPCreateResponse {
  data?: IP;
}

export interface IPRetrieveResponse {
  data?: IP;
}

export interface IPUpdateResponse {
  data?: IP;
}

export interface IPDeleteResponse {
  data?: IP;
}

export interface IPFilter {
  connection_id?: string;
  ip_address?: string;
  port?: number;
}

export interface IPListParams extends DefaultFlatPaginationParams {
  filter?: IPFilter;
}

// Outbound voice profiles: where calls may go and what they may cost

export type ServicePlan = "global";

export type TrafficType = "conversational";

export type UsagePaymentMethod = "rate-deck";

export interface OutboundCallRecording {
  /** For `by_caller_phone_number`. */
  call_recording_caller_phone_numbers?: string[];
  /** @defaultValue `single` */
  call_recording_channels?: "single" | "dual";
  /** @defaultValue `wav` */
  call_recording_format?: "wav" | "mp3";
  call_recording_type?: "all" | "none" | "by_caller_phone_number";
}

/** When calls may go out. The times are UTC, `HH:MM`. */
export interface CallingWindow {
  /** Calls to one number within the window. */
  calls_per_cld?: number;
  end_time?: string;
  start_time?: string;
}

/** Settings of a voice profile, in requests and in answers. */
export interface OutboundVoiceProfileSettings {
  /** null for none. @defaultValue null */
  billing_group_id?: string | null;
  call_recording?: OutboundCallRecording;
  calling_window?: CallingWindow;
  /** null for no limit. */
  concurrent_call_limit?: number | null;
  /** US dollars, as text. */
  daily_spend_limit?: string;
  /** @defaultValue false */
  daily_spend_limit_enabled?: boolean;
  /** @defaultValue true */
  enabled?: boolean;
  /** US dollars a minute. */
  max_destination_rate?: number;
  /** At least three characters. */
  name: string;
  service_plan?: ServicePlan;
  tags?: string[];
  traffic_type?: TrafficType;
  usage_payment_method?: UsagePaymentMethod;
  /** Countries, two letters each. @defaultValue `["US","CA"]` */
  whitelisted_destinations?: string[];
}

export interface OutboundVoiceProfile extends StoredObject, OutboundVoiceProfileSettings {
  connections_count?: number;
}

export interface OutboundVoiceProfileCreateParams extends OutboundVoiceProfileSettings {}

export interface OutboundVoiceProfileUpdateParams extends OutboundVoiceProfileSettings {}

export interface OutboundVoiceProfileCreateResponse {
  data?: OutboundVoiceProfile;
}

export interface OutboundVoiceProfileRetrieveResponse {
  data?: OutboundVoiceProfile;
}

export interface OutboundVoiceProfileUpdateResponse {
  data?: OutboundVoiceProfile;
}

export interface OutboundVoiceProfileDeleteResponse {
  data?: OutboundVoiceProfile;
}

export interface OutboundVoiceProfileFilter {
  /** Part of the name in any case, at least three characters. */
  name?: { contains?: string };
}

/** A leading `-` sorts downwards. */
export type OutboundVoiceProfileSort =
  | "created_at"
  | "-created_at"
  | "enabled"
  | "-enabled"
  | "name"
  | "-name"
  | "service_plan"
  | "-service_plan"
  | "traffic_type"
  | "-traffic_type"
  | "usage_payment_method"
  | "-usage_payment_method";

export interface OutboundVoiceProfileListParams extends DefaultFlatPaginationParams {
  filter?: OutboundVoiceProfileFilter;
  /** @defaultValue `-created_at` */
  sort?: OutboundVoiceProfileSort;
}

// Access IP ranges: from where the account may be used

export interface AccessIPRange {
  cidr_block: string;
  /** ISO 8601. */
  created_at?: string;
  description?: string;
  id: string;
  status: "pending" | "added";
  /** ISO 8601. */
  updated_at?: string;
  user_id: string;
}

export interface AccessIPRangeCreateParams {
  /** For example `203.0.113.0/24`. */
  cidr_block: string;
  description?: string;
}

export interface AccessIPRangeFilter {
  /** The whole block, or parts of it. */
  cidr_block?: string | { contains?: string; endswith?: string; startswith?: string };
  /** ISO 8601; a moment, or a time between two. */
  created_at?: string | { gt?: string; gte?: string; lt?: string; lte?: string };
  /** Whatever else the server may know. */
  [key: string]: unknown;
}

export interface AccessIPRangeListParams extends DefaultFlatPaginationParams {
  filter?: AccessIPRangeFilter;
}

// Errors

/** One reason of a refusal. */
export interface ErrorItem {
  /** The vendor's number for it, as text, for example `10015`. */
  code: string;
  title: string;
  detail?: string;
  /** What it is about: a JSON pointer into the body, for example `/connection_name`, or a parameter of the query. */
  source?: { pointer?: string; parameter?: string };
  /** `url` leads to the vendor's page about it. */
  meta?: { url?: string };
}
