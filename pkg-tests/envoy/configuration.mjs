// An Envoy that stands before a Fonoster server as that of a stock deployment does: gRPC to the server, everything else
// to a web server. Its quirks come from this arrangement, so it must not be tidied: the route is chosen by the content
// type that the client sent, before the gRPC-Web filter makes `application/grpc` of it.

const type = (name) => `type.googleapis.com/envoy.${name}`;
const address = (host, port) => ({ socket_address: { address: host, port_value: port } });
const filter = (name, version, more = {}) => ({
  name: `envoy.filters.http.${name}`,
  typed_config: { "@type": type(`extensions.filters.http.${name}.v3.${version}`), ...more },
});

const CORS = {
  allow_origin_string_match: [{ safe_regex: { regex: ".*" } }],
  allow_methods: "GET, PUT, DELETE, POST, OPTIONS",
  allow_headers: [
    ...[
      "token",
      "accesskeyid",
      "keep-alive",
      "user-agent",
      "cache-control",
      "content-type",
      "content-transfer-encoding",
    ],
    ...[
      "x-accept-content-transfer-encoding",
      "x-accept-response-streaming",
      "x-user-agent",
      "x-grpc-web",
      "grpc-timeout",
    ],
  ].join(),
  max_age: "1728000",
  expose_headers: "grpc-status,grpc-message",
};

const ALWAYS = { numerator: 100, denominator: "HUNDRED" };

/** One bucket for all callers. */
const rateLimiter = ({ requests, windowMs }) =>
  filter("local_ratelimit", "LocalRateLimit", {
    stat_prefix: "requests",
    token_bucket: { max_tokens: requests, tokens_per_fill: requests, fill_interval: `${windowMs / 1000}s` },
    filter_enabled: { default_value: ALWAYS },
    filter_enforced: { default_value: ALWAYS },
    response_headers_to_add: [
      { header: { key: "x-ratelimit-limit", value: String(requests) }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
    ],
  });

/** The limit of a stock deployment. */
export const STOCK_LIMIT = { requests: 100, windowMs: 60_000 };

const cluster = (name, { host, port }, more) => ({
  name,
  type: "STATIC",
  connect_timeout: "5s",
  load_assignment: {
    cluster_name: name,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: address(host, port) } }] }],
  },
  ...more,
});

const HTTP2 = {
  typed_extension_protocol_options: {
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": type("extensions.upstreams.http.v3.HttpProtocolOptions"),
      explicit_http_config: { http2_protocol_options: {} },
    },
  },
};

const toWeb = (prefix) => ({ match: { prefix }, route: { cluster: "web", timeout: "0s" } });

const toServer = {
  match: {
    prefix: "/",
    headers: [
      {
        name: "content-type",
        string_match: { safe_regex: { regex: "^(application/grpc|application/grpc-web-text)$" } },
      },
    ],
  },
  route: { cluster: "server", timeout: "0s", max_stream_duration: { grpc_timeout_header_max: "0s" } },
};

/**
 * The configuration, to be written as JSON. Its ports are free ones: the admin page tells which.
 *
 * @param {object} options
 * @param {{ host: string, port: number }} options.server where the gRPC of the Fonoster server listens
 * @param {{ host: string, port: number }} options.web where a web server listens. A route that answers by itself does
 *   not do: the CORS filter passes it over, and Envoy would answer a gRPC request with a gRPC error
 * @param {false | true | { requests: number, windowMs: number }} [options.rateLimit] `true` is {@link STOCK_LIMIT}
 */
export function configuration({ server, web, rateLimit = false }) {
  const limit = rateLimit === true ? STOCK_LIMIT : rateLimit;
  const host = {
    name: "all",
    domains: ["*"],
    routes: [toWeb("/api"), toServer, toWeb("/")],
    typed_per_filter_config: {
      "envoy.filters.http.cors": { "@type": type("extensions.filters.http.cors.v3.CorsPolicy"), ...CORS },
    },
  };
  const manager = {
    "@type": type("extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"),
    codec_type: "AUTO",
    stat_prefix: "pbx",
    route_config: { virtual_hosts: [host] },
    http_filters: [
      filter("grpc_web", "GrpcWeb"),
      filter("cors", "Cors"),
      ...(limit ? [rateLimiter(limit)] : []),
      filter("router", "Router"),
    ],
  };
  const listener = {
    name: "pbx",
    address: address("127.0.0.1", 0),
    filter_chains: [{ filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: manager }] }],
  };
  return {
    admin: { address: address("127.0.0.1", 0) },
    static_resources: { listeners: [listener], clusters: [cluster("server", server, HTTP2), cluster("web", web)] },
  };
}
