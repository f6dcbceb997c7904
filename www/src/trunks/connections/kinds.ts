import type Telnyx from "softphone-admin/telnyx";
import type {
  CredentialConnection, FqdnConnection, IPConnection, Connection, ConnectionListParams, DefaultFlatPagination,
  ListOptions, RequestOptions,
} from "softphone-admin/telnyx";
import type { IconName } from "../../components/icons";

export type KindName = "credential_connection" | "fqdn_connection" | "ip_connection";

export type AnyConnection = CredentialConnection | FqdnConnection | IPConnection;

interface Kind {
  readonly label: string;
  readonly icon: IconName;
  /** For whoever chooses one. */
  readonly text: string;
}

export const kinds: Record<KindName, Kind> = {
  credential_connection: { label: "Credential", icon: "key", text: "A phone or PBX that signs in with user name and password." },
  fqdn_connection: { label: "FQDN", icon: "profile", text: "Calls go to host names, such as those of a PBX or Microsoft Teams." },
  ip_connection: { label: "IP", icon: "server", text: "Calls come from and go to fixed addresses." },
};

export const kindNames = Object.keys(kinds) as KindName[];

/** The account may have kinds that are made elsewhere. */
export const kindOf = (recordType: string | undefined): KindName | undefined => kindNames.find((name) => name === recordType);

/** `fax_application` as `Fax application`. */
export function kindLabel(recordType: string | undefined): string {
  const kind = kindOf(recordType);
  if (kind) return kinds[kind].label;
  const words = (recordType ?? "unknown").replaceAll("_", " ");
  return words[0]!.toUpperCase() + words.slice(1);
}

/** What the three resources have in common. */
interface ConnectionResource {
  create(body: object, options?: RequestOptions): PromiseLike<{ data?: AnyConnection }>;
  retrieve(id: string, options?: RequestOptions): PromiseLike<{ data?: AnyConnection }>;
  update(id: string, body: object, options?: RequestOptions): PromiseLike<{ data?: AnyConnection }>;
  list(query?: ConnectionListParams, options?: ListOptions): PromiseLike<DefaultFlatPagination<Connection>>;
  delete(id: string, options?: RequestOptions): PromiseLike<{ data?: AnyConnection }>;
}

export function resourceOf(client: Telnyx, kind: KindName): ConnectionResource {
  const resources: Record<KindName, ConnectionResource> = {
    credential_connection: client.credentialConnections,
    fqdn_connection: client.fqdnConnections,
    ip_connection: client.ipConnections,
  };
  return resources[kind];
}
