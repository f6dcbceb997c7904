import type {
  Fault,
  FaultMatch,
  RecordedRequest,
  RequestFilter,
  SimulateOptions,
  SimulatedVendor,
  SimulatedVendors,
} from "./index.js";

/** The same members as a local PBX has; each is a call that answers a promise. */
export type Remote<T extends { readonly url: string; readonly credentials: unknown }> = {
  readonly [K in keyof T as K extends "url" | "credentials" | "fault" ? never : K]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<R>
    : () => Promise<T[K]>;
} & Pick<T, "url" | "credentials"> & {
    /** Makes something go wrong; answers what takes it back. Paths are matched by text alone. */
    fault(match: FaultMatch, fault: Fault): Promise<() => Promise<void>>;
  };

/** A simulation that runs at a control server. */
export type RemoteSimulation<V extends SimulatedVendor = SimulatedVendor> = {
  readonly id: string;
  readonly clock: { now(): Promise<number>; advance(ms: number): Promise<void> };
  requests(filter?: RequestFilter): Promise<RecordedRequest[]>;
  unmatched(): Promise<RecordedRequest[]>;
  /** Closes it; answers the requests to routes that no such PBX has. */
  close(): Promise<RecordedRequest[]>;
} & Pick<{ readonly [K in SimulatedVendor]: Remote<SimulatedVendors[K]["simulated"]> }, V>;

/** A control server. */
export interface ControlClient {
  /** Starts simulated PBXs there. They always listen. */
  simulate<const V extends SimulatedVendor>(options: SimulateOptions<V>): Promise<RemoteSimulation<V>>;
  /** Joins one that runs already: `main` is that of `softphone-admin-simulator --control`. */
  attach<V extends SimulatedVendor = SimulatedVendor>(id: string): Promise<RemoteSimulation<V>>;
}

/**
 * Drives simulations of a control server, from a page or from Node.
 *
 * @example
 * ```js
 * const sim = await connect("http://127.0.0.1:8090").simulate({ vendors: ["yeastar"], clock: "manual" });
 * await sim.yeastar.fault("POST /api/v1.0/login", { status: 503 });
 * await sim.close();
 * ```
 */
export declare function connect(controlUrl: string | URL): ControlClient;
