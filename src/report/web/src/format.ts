// Sizes, times and names as people read them; the same words as the terminal report.
import type { Culprit, Person, Place } from "./contract";
import { inWords } from "./speech";

/** Empty where the size is not known: absent is not zero. */
export function bytes(value: number | null): string {
  if (value === null) return "";
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit + 1 < units.length) (value /= 1024), ++unit;
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** A step that gives round numbers of binary units on an axis. */
export const binarySteps = Array.from({ length: 50 }, (_, i) => 2 ** i);

export const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
export const likelihood = (p: number): string => (p > 0.99 ? "> 99 %" : p < 0.01 ? "< 1 %" : percent(p));
export const decibans = (db: number): string => `${db < 0 ? "\u2212" : "+"}${Math.abs(db).toFixed(1)} dB`;

/** "2026-11-21 03:02:21.554" of an ISO time; other texts ("boot+558.7s") as they are. */
export const when = (iso: string): string => (/^\d{4}-.*Z$/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 23)}` : iso);
export const clock = (iso: string): string => (/^\d{4}-.*Z$/.test(iso) ? iso.slice(11, 23) : iso);
export const slack = (seconds: number): string => (seconds >= 0.5 ? ` \u00b1${Math.round(seconds)} s` : "");

export const place = (at: Place | null): string => (at ? `${at.path}:${at.first_line}` : "");
export const words = inWords;

export function duration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** " app@shop (web)"; a kernel log alone knows none of it. */
const session = (of: Person | Culprit): string =>
  `${of.user || of.database ? ` ${of.user ?? ""}${of.database ? `@${of.database}` : ""}` : ""}${of.application ? ` (${of.application})` : ""}`;

export function who(person: Person): string {
  return `${person.pid === null ? "" : `pid ${person.pid} `}${person.role === "external" ? person.comm : words(person.role)}${session(person)}`;
}

export function culpritName(culprit: Culprit): string {
  if (culprit.kind === "backend") return `pid ${culprit.pid}${session(culprit) || ` ${words(culprit.kind)}`}`;
  if (culprit.kind === "sender") return culprit.name;
  if (culprit.kind === "process" && culprit.pid !== null) return `pid ${culprit.pid} ${culprit.name}`;
  if (culprit.kind === "group" && culprit.count !== null) return `${culprit.count} ${culprit.name}`;
  return `${words(culprit.kind)}: ${culprit.name}`;
}
