// Where the viewer gets its data: from the page, or from a --json file that the reader opens.
import type { Report, Series } from "./contract";

/** Texts that the program wrote to be pasted elsewhere. */
export interface Copies { id: number; slack: string; jira: string; post_mortem: string }

/** A quantity over time, in seconds since 1970. */
export interface Curve { name: string; unit: string; path: string; times: number[]; values: number[] }

export interface Loaded { report: Report; curves: Curve[]; copies: Copies[] }

/** The page's series: times as milliseconds since the one before, the first since 1970. */
interface Packed { name: string; unit: string; path: string; steps: number[]; values: number[] }

function unpack(packed: Packed): Curve {
  let time = 0;
  return { name: packed.name, unit: packed.unit, path: packed.path, values: packed.values, times: packed.steps.map((step) => (time += step) / 1000) };
}

async function gunzip(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

export async function fromPage(): Promise<Loaded | null> {
  const packed = document.getElementById("report")?.textContent?.trim();
  if (!packed) return null;
  const { report, series, copies } = JSON.parse(await gunzip(packed)) as { report: Report; series: Packed[]; copies: Copies[] };
  return { report, curves: series.map(unpack), copies };
}

function curve(series: Series): Curve {
  return {
    name: series.name, unit: series.unit, path: series.path,
    times: series.points.map(([at]) => Date.parse(at) / 1000), values: series.points.map(([, value]) => value),
  };
}

export function fromText(text: string): Loaded {
  const report = JSON.parse(text) as Report;
  if (report.schema_version !== 2 || !Array.isArray(report.incidents)) throw new Error("this is not a report that this version of laststraw analyze --json made");
  const known = new Map<string, Curve>();
  for (const incident of report.incidents)
    for (const series of incident.series ?? []) {
      const key = `${series.name}\n${series.path}`, had = known.get(key);
      if (!had || had.times.length < series.points.length) known.set(key, curve(series));
    }
  return { report, curves: [...known.values()], copies: [] };
}
