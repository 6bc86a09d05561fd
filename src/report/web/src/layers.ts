// The geometry of the picture: what is stacked where. No markup, so that it can be read by itself.
import type { Incident } from "./contract";

export type Picture = NonNullable<Incident["memory_picture"]>;
export type Layer = Picture["layers"][number];

/** Sizes without holes: a time at which a layer alone is not known has its last known size; one at which none is, is a gap. */
export function stacked(picture: Picture): { gap: boolean[]; sizes: number[][] } {
  const gap = picture.at_ms.map((_, i) => picture.layers.every((layer) => layer.bytes[i] === null || layer.bytes[i] === undefined));
  const sizes = picture.layers.map(({ bytes }) => {
    let last = bytes.find((size) => typeof size === "number") ?? 0;
    return picture.at_ms.map((_, i) => (last = typeof bytes[i] === "number" ? bytes[i] as number : last));
  });
  return { gap, sizes };
}

/** From one gap to the next: [first, behind the last]. */
export function stretches(gap: boolean[]): [number, number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < gap.length; ++i) {
    if (gap[i]) continue;
    const begin = i;
    while (i + 1 < gap.length && !gap[i + 1]) ++i;
    found.push([begin, i + 1]);
  }
  return found;
}

/** The index of the last time before or at the end of the story: the kill. */
export function endOf(picture: Picture): number {
  const kill = picture.marks.find((mark) => mark.kind === "kill")?.at_ms ?? Infinity;
  let at = 0;
  const { gap } = stacked(picture);
  picture.at_ms.forEach((ms, i) => ms <= kill && !gap[i] && (at = i));
  return at;
}

/** The picture ends soon after the story: with the last event, and the first that was measured behind it. */
export function shownUntil(picture: Picture, from: number): number {
  const kill = picture.at_ms[endOf(picture)] ?? from, span = Math.max(1000, kill - from), behind = picture.at_ms.filter((ms) => ms > kill + 1)[0] ?? kill;
  const last = picture.at_ms[picture.at_ms.length - 1] ?? kill;
  return Math.max(Math.min(last, Math.max(kill + 0.3 * span, behind + 0.08 * span)), ...picture.marks.map((mark) => mark.at_ms), behind + 0.03 * span, kill + 0.03 * span);
}

const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

/** Round times, at most so many. */
export function timesBetween(from: number, to: number, most: number): number[] {
  const step = 1000 * (seconds.find((s) => (to - from) / (1000 * s) <= most) ?? 86400);
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

/** Round sizes in binary units, at most five. */
export function sizesUpTo(most: number): number[] {
  let step = 1;
  while (most / step > 5) step *= 2;
  const found: number[] = [];
  for (let size = 0; size <= most; size += step) found.push(size);
  return found;
}

/** Rows for labels that would lie on each other: the first row in which there is room. */
export function rowsFor(spans: [number, number][]): number[] {
  const ends: number[] = [];
  return spans.map(([from, to]) => {
    let row = ends.findIndex((end) => end <= from);
    if (row < 0) row = ends.length;
    ends[row] = to + 10;
    return row;
  });
}
