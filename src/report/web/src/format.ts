// Sizes and shares as people read them; names and sentences come ready in the report.
import type { Place } from "./contract";
import { inWords, t } from "./speech";

/** "\u2013" where it is not known. */
export function bytes(value: number | null): string {
  if (value === null) return "\u2013";
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit + 1 < units.length) (value /= 1024), ++unit;
  return `${value.toFixed(unit === 0 ? 0 : 1)} ${units[unit]}`;
}

/** A step that gives round numbers of binary units on an axis. */
export const binarySteps = Array.from({ length: 50 }, (_, i) => 2 ** i);

export const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
export const likelihood = (p: number): string => (p > 0.99 ? "> 99 %" : p < 0.01 ? "< 1 %" : percent(p));
export const decibans = (db: number): string => `${db < 0 ? "-" : "+"}${Math.abs(db).toFixed(1)} dB`;

/** The time of day of an ISO time; other texts ("boot+558.7s") as they are. */
export const clock = (iso: string): string => (/^\d{4}-.*Z$/.test(iso) ? iso.slice(11, 23) : iso);

export const place = (at: Place | null): string => (at ? `${at.path}:${at.first_line}` : "");
export const words = inWords;

/** The two largest units that tell, as the report's sentences have them. */
export function duration(seconds: number): string {
  if (seconds < 0) return `-${duration(-seconds)}`;
  if (seconds < 0.995) return t("{0} s", seconds.toFixed(2));
  if (seconds < 120) return t("{0} s", seconds.toFixed(1).replace(/\.0$/, ""));
  const minute = 60, hour = 3600, day = 86400;
  const large = seconds < hour ? minute : seconds < 2 * day ? hour : day;
  const small = large === day ? hour : large / 60;
  const all = Math.round(seconds / small), each = large / small, whole = Math.floor(all / each), rest = all % each;
  if (large === minute) return rest === 0 ? t("{0} min", whole) : t("{0} min {1} s", whole, rest);
  if (large === hour) return rest === 0 ? t("{0} h", whole) : t("{0} h {1} min", whole, rest);
  return rest === 0 ? t("{0} d", whole) : t("{0} d {1} h", whole, rest);
}
