import type { Cdr } from "softphone-admin/yeastar";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const hourOfDay = new Intl.DateTimeFormat(undefined, { hour: "numeric" });
const number = new Intl.NumberFormat();
const share = new Intl.NumberFormat(undefined, { style: "percent" });

export const count = (value: number) => number.format(value);
export const percent = (value: number) => share.format(value);
export const clockTime = (date: Date) => clock.format(date);
export const longDate = (date: Date) => moment.format(date);
export const hourLabel = (hour: number) => hourOfDay.format(new Date(2026, 0, 5, hour));

/** `Today`, `Yesterday`, `Mon 5 Jan`, or with the year when it is another one. */
export function dayLabel(date: Date, now = new Date()): string {
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return (date.getFullYear() === now.getFullYear() ? day : dayOfYear).format(date);
}

/** Midnight before `date`, in milliseconds since 1970. */
export function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** `m:ss`, from an hour on `h:mm:ss`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The same for screen readers, which read `1:05` as a time of day. */
export function spokenDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const part = (value: number, unit: string) => (value ? `${value} ${unit}${value === 1 ? "" : "s"}` : "");
  const text = [
    part(Math.floor(whole / 3600), "hour"),
    part(Math.floor(whole / 60) % 60, "minute"),
    part(whole % 60, "second"),
  ];
  return text.filter(Boolean).join(" ") || "0 seconds";
}

/** The name of the other side, when the PBX knows one. */
export function nameOf(cdr: Cdr): string | undefined {
  const { contact_name, extension } = cdr;
  const full = [extension?.first_name, extension?.last_name].filter(Boolean).join(" ");
  return contact_name || extension?.caller_id_name || full || undefined;
}

export function initials(name: string): string {
  const words = name.split(/[\s.,-]+/).filter((word) => /^\p{L}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => (word ? [...word][0] : "")).join("").toUpperCase();
}

const numberTypes: Record<string, string> = {
  extension: "Extension",
  mobile: "Mobile",
  personal: "Personal",
  external: "External",
};
export const numberType = (type: string) => numberTypes[type] ?? type;
