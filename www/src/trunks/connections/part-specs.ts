import type { FqdnAuthenticationPatchAllParams, FqdnUpdateParams, IPUpdateParams } from "softphone-admin/telnyx";
import type { FieldSpec, PathsOf } from "../../form/spec";

type Fields<P extends string> = readonly FieldSpec<P>[];

export const authentication: Fields<PathsOf<FqdnAuthenticationPatchAllParams>> = [
  {
    path: "fqdn_outbound_authentication",
    label: "Calls out are authenticated by",
    control: "choice",
    choices: [["credential-authentication", "User name and password"], ["ip-authentication", "Address"]],
  },
  { path: "ip_authentication_method", label: "By address, with", control: "choice", choices: [["token", "Token"], ["p-charge-info", "P-Charge-Info"]] },
  { path: "user_name", label: "User name", control: "text", note: "4 to 32 letters and digits, a letter among the first five." },
  { path: "password", label: "Password", control: "secret", note: "8 to 128 characters." },
  { path: "txt_name", label: "TXT record", control: "text", note: "Proves the domain to Microsoft Teams." },
  { path: "txt_value", label: "TXT value", control: "text" },
  { path: "txt_ttl", label: "TXT time to live", control: "number", min: 0, unit: "s" },
  { path: "webhook_url", label: "Webhook address", control: "text", inputMode: "url", placeholder: "https://" },
  { path: "failover_url", label: "Second address", control: "text", inputMode: "url", placeholder: "https://" },
];

export const fqdnFields: Fields<PathsOf<FqdnUpdateParams>> = [
  { path: "fqdn", label: "Host name", control: "text", required: true, placeholder: "sip.example.com" },
  { path: "dns_record_type", label: "DNS record", control: "choice", choices: [["a", "A, with a port"], ["srv", "SRV, which names the port"]], initial: "a" },
  { path: "port", label: "Port", control: "number", min: 1, max: 65_535, nullable: true, note: "5060 when left empty; none for SRV." },
];

export const ipFields: Fields<PathsOf<IPUpdateParams>> = [
  { path: "ip_address", label: "Address", control: "text", required: true, placeholder: "203.0.113.7" },
  { path: "port", label: "Port", control: "number", min: 1, max: 65_535, note: "5060 when left empty." },
];
