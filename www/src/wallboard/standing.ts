import type { Blf, Call, Device } from "softphone-admin/ipcortex";
import type { IconName } from "../components/icons";

/** What a telephone is doing. */
export type Standing = "ringing" | "busy" | "free" | "off";

export const standings = ["busy", "ringing", "free", "off"] as const;

export const words: Record<Standing, string> = { busy: "On the phone", ringing: "Ringing", free: "Free", off: "Unavailable" };

export const marks: Record<Standing, IconName> = { busy: "calls", ringing: "bell", free: "check", off: "close" };

/** A lamp on a telephone, or of a person. */
export const standingOfLamp = (blf: Blf): Standing => (blf & 2 ? "ringing" : blf & 1 ? "busy" : "free");

/** A desk where nobody sits is as good as switched off. */
export const isOff = ({ state, extension }: Device): boolean => state !== "up" || extension === "";

export const standingOf = (device: Device): Standing => (isOff(device) ? "off" : standingOfLamp(device.blf));

/** Somebody who talks can have another call ringing. */
export const stands = (device: Device, as: Standing): boolean => {
  if (isOff(device)) return as === "off";
  const { blf } = device;
  return as === "ringing" ? (blf & 2) !== 0 : as === "busy" ? (blf & 1) !== 0 : as === "free" && blf === 0;
};

export const callsOf = (device: Device): readonly Call[] => device.calls.filter(({ state }) => state !== "dead" && state !== "down");

/** It rings here, and not at the other side. */
export const isIncoming = ({ state, party }: Call): boolean => state === "ring" && party === "callee";

/** What a call is doing, in words. */
export function wordOf({ state, party }: Call): string {
  if (state === "ring") return party === "callee" ? "Ringing" : "Calling";
  return { dial: "Dialling", up: "Talking", hold: "On hold", park: "Parked", down: "Ended", dead: "Ended" }[state];
}

/** The call to tell of, where there are several. */
export const mainCallOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(isIncoming) ?? calls.find(({ state }) => state === "up") ?? calls[0];

/** From when its time counts: since it was answered, or else since it began; in milliseconds. */
export const sinceOf = ({ start, stamp }: Call): number => start ?? stamp;

/** The other side. */
export const partyOf = ({ name, label, number }: Call): string => name || label || number || "Unknown";

/** Who is at a device. */
export const ownerOf = (device: Device): string => device.owner?.name || device.label || device.name;
