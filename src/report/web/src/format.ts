// Sizes and shares as people read them; names and sentences come ready in the report.
import type { Place } from "./contract";
import { inWords } from "./speech";

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

export function duration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
