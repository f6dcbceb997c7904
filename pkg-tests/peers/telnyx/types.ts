// Our types against those of the npm package `telnyx`, by the compiler alone: what it declares for SIP trunking is
// declared here too, and alike, but for the differences named below.
import * as theirs from "telnyx";
import type { ClientOptions as TheirOptions, Telnyx as Theirs } from "telnyx";
import * as ours from "softphone-admin/telnyx";
import type { ClientOptions as OurOptions, Telnyx as Ours } from "softphone-admin/telnyx";
import { same, type Equal } from "../../types/expect.js";

/** A type by its members alone, whatever its name. */
type Plain<T> = T extends (infer Item)[] ? Plain<Item>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;
/** The same members of the same types: a value of either is accepted where the other is expected. */
declare function alike<A, B>(equal: Equal<Plain<A>, Plain<B>>): void;

/** Public members of both whose value in `From` is not accepted where `To` is expected. */
type Refused<From, To> = { [K in keyof From & keyof To]-?: From[K] extends To[K] ? never : K }[keyof From & keyof To];

/** The parameters of a method. Options are compared on their own, below. */
type Takes<Method> = Method extends (...parameters: infer P) => unknown
  ? { [I in keyof P]: "idempotencyKey" extends keyof NonNullable<P[I]> ? "options" : Plain<P[I]> }
  : never;
/** What a method resolves with; of a list, its items. */
type Gives<Method> = Method extends (...parameters: any) => infer Result
  ? Result extends AsyncIterable<infer Item>
    ? { item: Plain<Item> }
    : Plain<Awaited<Result>>
  : never;
type Signatures<Resource> = {
  -readonly [K in keyof Resource]: Resource[K] extends (...parameters: any) => any
    ? { takes: Takes<Resource[K]>; gives: Gives<Resource[K]> }
    : Signatures<Resource[K]>;
};
/** All operations of two resources, without those that differ in what they take. */
declare function operations<A, B, Except extends keyof A & keyof B = never>(
  equal: Equal<Signatures<Omit<A, Except>>, Signatures<Omit<B, Except>>>,
): void;
/** Two methods of which ours takes more. */
declare function wider<A, B>(
  holds: [Accepted<Takes<B>, Takes<A>>, Accepted<Takes<A>, Takes<B>>, Equal<Gives<A>, Gives<B>>],
): void;

/** A value of the one is accepted where the other is expected. */
type Accepted<From, To> = [From] extends [To] ? true : false;

// The objects on the wire.
alike<Ours.Connection, Theirs.Connection>(true);
alike<Ours.ConnectionRetrieveResponse, Theirs.ConnectionRetrieveResponse>(true);
alike<Ours.ConnectionListActiveCallsParams, Theirs.ConnectionListActiveCallsParams>(true);
alike<Ours.ConnectionListActiveCallsResponse, Theirs.ConnectionListActiveCallsResponse>(true);
alike<Ours.ConnectionRetrieveCountResponse, Theirs.ConnectionRetrieveCountResponse>(true);
alike<Ours.CredentialConnection, Theirs.CredentialConnection>(true);
alike<Ours.CredentialInbound, Theirs.CredentialInbound>(true);
alike<Ours.CredentialOutbound, Theirs.CredentialOutbound>(true);
alike<Ours.AnchorsiteOverride, Theirs.AnchorsiteOverride>(true);
alike<Ours.ConnectionNoiseSuppression, Theirs.ConnectionNoiseSuppression>(true);
alike<Ours.ConnectionRtcpSettings, Theirs.ConnectionRtcpSettings>(true);
alike<Ours.DtmfType, Theirs.DtmfType>(true);
alike<Ours.EncryptedMedia, Theirs.EncryptedMedia>(true);
alike<Ours.CredentialConnectionCreateResponse, Theirs.CredentialConnectionCreateResponse>(true);
alike<Ours.CredentialConnectionRetrieveResponse, Theirs.CredentialConnectionRetrieveResponse>(true);
alike<Ours.CredentialConnectionUpdateResponse, Theirs.CredentialConnectionUpdateResponse>(true);
alike<Ours.CredentialConnectionDeleteResponse, Theirs.CredentialConnectionDeleteResponse>(true);
alike<Ours.CredentialConnectionCreateParams, Theirs.CredentialConnectionCreateParams>(true);
alike<Ours.CredentialConnectionUpdateParams, Theirs.CredentialConnectionUpdateParams>(true);
alike<Ours.FqdnConnection, Theirs.FqdnConnection>(true);
alike<Ours.InboundFqdn, Theirs.InboundFqdn>(true);
alike<Ours.OutboundFqdn, Theirs.OutboundFqdn>(true);
alike<Ours.TransportProtocol, Theirs.TransportProtocol>(true);
alike<Ours.WebhookAPIVersion, Theirs.WebhookAPIVersion>(true);
alike<Ours.FqdnConnectionCreateResponse, Theirs.FqdnConnectionCreateResponse>(true);
alike<Ours.FqdnConnectionRetrieveResponse, Theirs.FqdnConnectionRetrieveResponse>(true);
alike<Ours.FqdnConnectionUpdateResponse, Theirs.FqdnConnectionUpdateResponse>(true);
alike<Ours.FqdnConnectionDeleteResponse, Theirs.FqdnConnectionDeleteResponse>(true);
alike<Ours.FqdnConnectionCreateParams, Theirs.FqdnConnectionCreateParams>(true);
alike<Ours.FqdnConnectionUpdateParams, Theirs.FqdnConnectionUpdateParams>(true);
alike<Ours.Fqdn, Theirs.Fqdn>(true);
alike<Ours.FqdnCreateResponse, Theirs.FqdnCreateResponse>(true);
alike<Ours.FqdnRetrieveResponse, Theirs.FqdnRetrieveResponse>(true);
alike<Ours.FqdnUpdateResponse, Theirs.FqdnUpdateResponse>(true);
alike<Ours.FqdnDeleteResponse, Theirs.FqdnDeleteResponse>(true);
alike<Ours.FqdnListParams, Theirs.FqdnListParams>(true);
alike<Ours.FqdnCreateParams, Theirs.FqdnCreateParams>(true);
alike<Ours.FqdnUpdateParams, Theirs.FqdnUpdateParams>(true);
alike<Ours.IPConnection, Theirs.IPConnection>(true);
alike<Ours.InboundIP, Theirs.InboundIP>(true);
alike<Ours.OutboundIP, Theirs.OutboundIP>(true);
alike<Ours.IPConnectionCreateResponse, Theirs.IPConnectionCreateResponse>(true);
alike<Ours.IPConnectionRetrieveResponse, Theirs.IPConnectionRetrieveResponse>(true);
alike<Ours.IPConnectionUpdateResponse, Theirs.IPConnectionUpdateResponse>(true);
alike<Ours.IPConnectionDeleteResponse, Theirs.IPConnectionDeleteResponse>(true);
alike<Ours.IPConnectionCreateParams, Theirs.IPConnectionCreateParams>(true);
alike<Ours.IPConnectionUpdateParams, Theirs.IPConnectionUpdateParams>(true);
alike<Ours.IP, Theirs.IP>(true);
alike<Ours.IPCreateResponse, Theirs.IPCreateResponse>(true);
alike<Ours.IPRetrieveResponse, Theirs.IPRetrieveResponse>(true);
alike<Ours.IPUpdateResponse, Theirs.IPUpdateResponse>(true);
alike<Ours.IPDeleteResponse, Theirs.IPDeleteResponse>(true);
alike<Ours.IPListParams, Theirs.IPListParams>(true);
alike<Ours.IPCreateParams, Theirs.IPCreateParams>(true);
alike<Ours.IPUpdateParams, Theirs.IPUpdateParams>(true);
alike<Ours.OutboundVoiceProfile, Theirs.OutboundVoiceProfile>(true);
alike<Ours.OutboundCallRecording, Theirs.OutboundCallRecording>(true);
alike<Ours.ServicePlan, Theirs.ServicePlan>(true);
alike<Ours.TrafficType, Theirs.TrafficType>(true);
alike<Ours.UsagePaymentMethod, Theirs.UsagePaymentMethod>(true);
alike<Ours.OutboundVoiceProfileCreateResponse, Theirs.OutboundVoiceProfileCreateResponse>(true);
alike<Ours.OutboundVoiceProfileRetrieveResponse, Theirs.OutboundVoiceProfileRetrieveResponse>(true);
alike<Ours.OutboundVoiceProfileUpdateResponse, Theirs.OutboundVoiceProfileUpdateResponse>(true);
alike<Ours.OutboundVoiceProfileDeleteResponse, Theirs.OutboundVoiceProfileDeleteResponse>(true);
alike<Ours.OutboundVoiceProfileListParams, Theirs.OutboundVoiceProfileListParams>(true);
alike<Ours.OutboundVoiceProfileCreateParams, Theirs.OutboundVoiceProfileCreateParams>(true);
alike<Ours.OutboundVoiceProfileUpdateParams, Theirs.OutboundVoiceProfileUpdateParams>(true);
alike<Ours.AccessIPRange, Theirs.AccessIPRange>(true);
alike<Ours.AccessIPRangeListParams, Theirs.AccessIPRangeListParams>(true);
alike<Ours.AccessIPRangeCreateParams, Theirs.AccessIPRangeCreateParams>(true);
alike<Ours.DefaultFlatPaginationParams, Theirs.DefaultFlatPaginationParams>(true);
alike<Ours.CredentialConnections.ActionCheckRegistrationStatusResponse, Theirs.CredentialConnections.ActionCheckRegistrationStatusResponse>(true);
alike<Ours.FqdnConnections.FqdnAuthentication, Theirs.FqdnConnections.FqdnAuthentication>(true);
alike<Ours.FqdnConnections.FqdnAuthenticationListResponse, Theirs.FqdnConnections.FqdnAuthenticationListResponse>(true);
alike<Ours.FqdnConnections.FqdnAuthenticationPatchAllParams, Theirs.FqdnConnections.FqdnAuthenticationPatchAllParams>(true);
alike<Ours.FqdnConnections.FqdnAuthenticationPatchAllResponse, Theirs.FqdnConnections.FqdnAuthenticationPatchAllResponse>(true);

// Difference: connections can be sorted downwards too.
type Upwards = "created_at" | "connection_name" | "active";
alike<Omit<Ours.ConnectionListParams, "sort">, Omit<Theirs.ConnectionListParams, "sort">>(true);
same<Theirs.ConnectionListParams["sort"], Upwards | undefined>(true);
same<Ours.ConnectionListParams["sort"], Upwards | `-${Upwards}` | undefined>(true);
alike<Omit<Ours.CredentialConnectionListParams, "sort">, Omit<Theirs.CredentialConnectionListParams, "sort">>(true);
same<Theirs.CredentialConnectionListParams["sort"], Upwards | undefined>(true);
same<Ours.CredentialConnectionListParams["sort"], Upwards | `-${Upwards}` | undefined>(true);
alike<Omit<Ours.FqdnConnectionListParams, "sort">, Omit<Theirs.FqdnConnectionListParams, "sort">>(true);
same<Theirs.FqdnConnectionListParams["sort"], Upwards | undefined>(true);
same<Ours.FqdnConnectionListParams["sort"], Upwards | `-${Upwards}` | undefined>(true);
alike<Omit<Ours.IPConnectionListParams, "sort">, Omit<Theirs.IPConnectionListParams, "sort">>(true);
same<Theirs.IPConnectionListParams["sort"], Upwards | undefined>(true);
same<Ours.IPConnectionListParams["sort"], Upwards | `-${Upwards}` | undefined>(true);

// Difference: the page number and the number of pages are not all that a page says of its list.
same<Refused<Theirs.DefaultFlatPaginationResponse<1>, Ours.DefaultFlatPaginationResponse<1>>, never>(true);
same<Refused<Ours.DefaultFlatPaginationResponse<1>, Theirs.DefaultFlatPaginationResponse<1>>, never>(true);
same<Exclude<keyof Ours.DefaultFlatPaginationResponse<1>["meta"], keyof Theirs.DefaultFlatPaginationResponse<1>["meta"]>, "page_size" | "total_results">(true);

// The operations. Difference: an update may stand without a body, and lists of connections sort downwards.
operations<Ours["connections"], Theirs["connections"], "list">(true);
operations<Ours["credentialConnections"], Theirs["credentialConnections"], "list" | "update">(true);
operations<Ours["fqdnConnections"], Theirs["fqdnConnections"], "list" | "update">(true);
operations<Ours["fqdns"], Theirs["fqdns"]>(true);
operations<Ours["ipConnections"], Theirs["ipConnections"], "list" | "update">(true);
operations<Ours["ips"], Theirs["ips"], "update">(true);
operations<Ours["outboundVoiceProfiles"], Theirs["outboundVoiceProfiles"], "update">(true);
operations<Ours["accessIPRanges"], Theirs["accessIPRanges"]>(true);
wider<Ours["connections"]["list"], Theirs["connections"]["list"]>([true, false, true]);
wider<Ours["credentialConnections"]["list"], Theirs["credentialConnections"]["list"]>([true, false, true]);
wider<Ours["fqdnConnections"]["list"], Theirs["fqdnConnections"]["list"]>([true, false, true]);
wider<Ours["ipConnections"]["list"], Theirs["ipConnections"]["list"]>([true, false, true]);
wider<Ours["credentialConnections"]["update"], Theirs["credentialConnections"]["update"]>([true, false, true]);
wider<Ours["fqdnConnections"]["update"], Theirs["fqdnConnections"]["update"]>([true, false, true]);
wider<Ours["ipConnections"]["update"], Theirs["ipConnections"]["update"]>([true, false, true]);
wider<Ours["ips"]["update"], Theirs["ips"]["update"]>([true, false, true]);
wider<Ours["outboundVoiceProfiles"]["update"], Theirs["outboundVoiceProfiles"]["update"]>([true, false, true]);

// The exports: theirs are all here.
same<Exclude<keyof typeof theirs, keyof typeof ours>, never>(true);

// The options of the client. Difference: the vendor's headers have a form of its own making, `NullableHeaders`, that no
// page can build; ours may be read-only; our key may be a function; our `fetch` is called with a text and an object.
same<Exclude<keyof TheirOptions, keyof OurOptions>, never>(true);
same<
  Exclude<keyof OurOptions, keyof TheirOptions>,
  "baseUrl" | "timeoutMs" | "retryWrites" | "maxBodyBytes" | "signal" | "telemetryHeaders" | "onRequest" | "onResponse"
>(true);
same<Refused<TheirOptions, OurOptions>, "defaultHeaders">(true);
same<Refused<OurOptions, TheirOptions>, "apiKey" | "defaultHeaders" | "fetch">(true);

// The options of a call. Difference: streams and binary answers are for parts of the API that are not here.
same<Exclude<keyof Theirs.RequestOptions, keyof Ours.RequestOptions>, "stream" | "__binaryResponse">(true);
same<Exclude<keyof Ours.RequestOptions, keyof Theirs.RequestOptions>, "timeoutMs" | "maxBodyBytes">(true);
same<Refused<Theirs.RequestOptions, Ours.RequestOptions>, "headers">(true);
same<Refused<Ours.RequestOptions, Theirs.RequestOptions>, "headers">(true);

// The client. Difference: it can be closed, its key may be a function. Members that name the client, an APIPromise or a
// page cannot be compared this way, since the vendor's classes have private members.
/** Fields and methods, as against resources, of which the vendor has many more. */
type Members<T> = {
  [K in keyof T]-?: T[K] extends ((...parameters: any) => any) | string | number | null | undefined ? K : never;
}[keyof T];
type Fields = "clientID" | "clientSecret" | "publicKey" | "baseURL" | "timeout" | "maxRetries" | "logger" | "logLevel";
type Calls = "get" | "post" | "put" | "patch" | "delete" | "request";
same<Exclude<keyof Ours, keyof Theirs>, "close" | typeof Symbol.dispose>(true);
same<Exclude<Members<Theirs>, keyof Ours>, never>(true);
same<Refused<Pick<Theirs, Fields | "apiKey" | "fetchOptions">, Ours>, never>(true);
same<Refused<Pick<Ours, Fields | "apiKey" | "fetchOptions">, Theirs>, "apiKey">(true);
same<Takes<Ours["buildURL"]>, Takes<Theirs["buildURL"]>>(true);
same<Accepted<Awaited<ReturnType<Theirs["buildRequest"]>>, Awaited<ReturnType<Ours["buildRequest"]>>>, true>(true);
same<Refused<Pick<Theirs, "fetchWithTimeout">, Ours>, never>(true);
same<{ [K in Calls]: Parameters<Ours[K]>["length"] }, { [K in Calls]: Parameters<Theirs[K]>["length"] }>(true);

// Promises and pages. Difference: a list can be collected.
type OurList = ReturnType<Ours["ips"]["list"]>;
type TheirList = ReturnType<Theirs["ips"]["list"]>;
same<keyof ours.APIPromise<1>, keyof theirs.APIPromise<1>>(true);
same<Refused<theirs.APIPromise<1>, ours.APIPromise<1>>, "_thenUnwrap">(true);
same<Refused<ours.APIPromise<1>, theirs.APIPromise<1>>, "_thenUnwrap">(true);
same<Exclude<keyof OurList, keyof TheirList>, "toArray">(true);
same<Exclude<keyof TheirList, keyof OurList>, never>(true);
same<keyof Awaited<OurList>, keyof Awaited<TheirList>>(true);
same<Accepted<Awaited<OurList>["data"], Awaited<TheirList>["data"]>, true>(true);

// Errors. Difference: a refusal's headers answer to plain property reads too.
type Of<Errors extends Record<Names, new (...parameters: any) => any>> = { [K in Names]: InstanceType<Errors[K]> };
type Refusals =
  | "BadRequestError"
  | "AuthenticationError"
  | "PermissionDeniedError"
  | "NotFoundError"
  | "ConflictError"
  | "UnprocessableEntityError"
  | "RateLimitError"
  | "InternalServerError";
type Names = Refusals | "APIError" | "APIConnectionError" | "APIConnectionTimeoutError" | "APIUserAbortError" | "TelnyxError";
type OurErrors = Of<typeof ours>;
type TheirErrors = Of<typeof theirs>;
same<Refused<OurErrors, TheirErrors>, never>(true);
same<{ [K in Names]: Exclude<keyof TheirErrors[K], keyof OurErrors[K]> }[Names], never>(true);
same<{ [K in Refusals]: Refused<TheirErrors[K], OurErrors[K]> }[Refusals], "headers">(true);
same<Refused<TheirErrors["APIConnectionError"], OurErrors["APIConnectionError"]>, never>(true);
same<ConstructorParameters<typeof ours.APIError>["length"], ConstructorParameters<typeof theirs.APIError>["length"]>(true);
same<Accepted<ConstructorParameters<typeof theirs.APIConnectionError>, ConstructorParameters<typeof ours.APIConnectionError>>, true>(true);
same<Accepted<ConstructorParameters<typeof theirs.APIConnectionTimeoutError>, ConstructorParameters<typeof ours.APIConnectionTimeoutError>>, true>(true);
same<Accepted<ConstructorParameters<typeof theirs.APIUserAbortError>, ConstructorParameters<typeof ours.APIUserAbortError>>, true>(true);
same<Parameters<typeof ours.APIError.generate>, Parameters<typeof theirs.APIError.generate>>(true);

// Files. Difference: a file is made of real blobs and answers, not of objects that look like them.
same<Accepted<Parameters<typeof ours.toFile>, Parameters<typeof theirs.toFile>>, true>(true);
