// Memory, pressure and load over time, with what happened marked; all panels share cursor and zoom.
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Incident } from "./contract";
import { binarySteps, bytes, clock, words } from "./format";
import type { Curve } from "./load";
import { t } from "./speech";

interface Panel { title: string; curves: Curve[]; shown: Set<string>; axis: (value: number) => string; steps?: number[]; limit: number | null }

const colours = ["--c0", "--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7", "--c8", "--c9"];
const telling = new Set(["mem_available_bytes", "memcg_usage_bytes", "memcg_anon_bytes", "memcg_shmem_bytes", "anon_bytes", "committed_bytes", "swap_used_bytes",
                         "psi_memory_some_avg10_percent", "psi_memory_full_avg10_percent"]);

function panelsOf(curves: Curve[], incident: Incident): Panel[] {
  // Within a group's limit the host's sizes would only flatten the curves that matter.
  const group = incident.outcome === "memcg_oom" && curves.some((c) => c.name.startsWith("memcg_"));
  const tells = (c: Curve) => telling.has(c.name) && (!group || c.unit !== "bytes" || c.name.startsWith("memcg_"));
  const panel = (title: string, chosen: Curve[], axis: Panel["axis"], steps?: number[]): Panel => {
    let shown = new Set(chosen.filter(tells).map((c) => c.name));
    if (shown.size === 0) shown = new Set(chosen.slice(0, 4).map((c) => c.name));
    chosen = [...chosen.filter((c) => shown.has(c.name)), ...chosen.filter((c) => !shown.has(c.name))];      // colours differ most at the front
    return { title, curves: chosen, axis, steps, limit: steps && group ? incident.ledger.total_bytes : null, shown };
  };
  const number = (value: number) => (Math.abs(value) >= 1e4 ? value.toExponential(1) : String(Math.round(value * 100) / 100));
  const sizes = curves.filter((c) => c.unit === "bytes"), shares = curves.filter((c) => c.unit === "percent");
  const others = curves.filter((c) => c.unit !== "bytes" && c.unit !== "percent" && !c.name.includes("_total_"));
  return [panel(t("Memory"), sizes, bytes, binarySteps), panel(t("Pressure"), shares, (v) => `${number(v)} %`), panel(t("Load, swapping and faults"), others, number)].filter((p) => p.curves.length > 0);
}

const toneOf = (kind: string): string =>
  /kill|crash|out_of_memory|panic|cannot_fork|shared_memory_failed/.test(kind) ? "--bad" : kind === "ready" ? "--good" : kind === "decline_begins" ? "--warn" : "--dim";

/** Marks that are worth a line of their own, at most one a second and kind. */
function marksOf(incident: Incident) {
  const seen = new Set<string>();
  return incident.timeline
    .map((entry) => ({ at: Date.parse(entry.at) / 1000, kind: entry.kind, text: entry.text }))
    .filter((mark) => {
      const key = `${mark.kind} ${Math.floor(mark.at)}`;
      return Number.isFinite(mark.at) && !seen.has(key) && seen.add(key);
    });
}

/** Hours and minutes, seconds where they matter, the date where it changes. */
function timeTicks(_: uPlot, splits: number[], __: number, ___: number, step: number): string[] {
  let before = "";
  return splits.map((at) => {
    const iso = new Date(at * 1000).toISOString(), date = iso.slice(0, 10);
    const text = step >= 86400 ? date : iso.slice(11, step >= 60 ? 16 : step >= 1 ? 19 : 23) + (date === before ? "" : `\n${date}`);
    before = date;
    return text;
  });
}

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function drawMarks(incident: Incident, limit: number | null): uPlot.Plugin {
  const marks = marksOf(incident);
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        ctx.save();
        if (limit !== null) {
          const y = plot.valToPos(limit, "y", true);
          ctx.strokeStyle = css("--bad");
          ctx.setLineDash([10, 4]);
          ctx.beginPath();
          ctx.moveTo(bbox.left, y);
          ctx.lineTo(bbox.left + bbox.width, y);
          ctx.stroke();
        }
        for (const mark of marks) {
          const x = plot.valToPos(mark.at, "x", true);
          if (x < bbox.left || x > bbox.left + bbox.width) continue;
          const tone = toneOf(mark.kind);
          ctx.strokeStyle = css(tone);
          ctx.lineWidth = (tone === "--dim" ? 1 : 2) * devicePixelRatio;
          ctx.setLineDash(tone === "--dim" ? [2, 4] : tone === "--warn" ? [6, 4] : []);
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
        }
        ctx.restore();
      },
    },
  };
}

/** From before the decline to after the recovery. */
function rangeOf(incident: Incident): [number, number] | null {
  const at = Date.parse(incident.at) / 1000;
  if (!Number.isFinite(at)) return null;
  const from = incident.decline ? Date.parse(incident.decline.onset) / 1000 : at - 120;
  const to = at + Math.max(10, incident.postgres.down_s ?? 0);
  const around = Math.max(20, (to - from) * 0.25);
  return [from - around, to + around];
}

function Plot({ panel, incident, range, sync }: { panel: Panel; incident: Incident; range: [number, number]; sync: string }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current!;
    const data = uPlot.join(panel.curves.map((c) => [c.times, c.values] as uPlot.AlignedData));
    const text = css("--text"), grid = css("--line");
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    const plot = new uPlot(
      {
        width: element.clientWidth, height: 260, tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
        cursor: { sync: { key: sync, setSeries: false }, drag: { x: true, y: false } },
        scales: { x: { time: true, min: range[0], max: range[1] }, y: { range: (_, min, max) => [Math.min(0, min), Math.max(max, panel.limit ?? 0) * 1.05 || 1] } },
        axes: [{ ...axis, values: timeTicks, space: 70, size: 48 }, { ...axis, size: 84, values: (_, ticks) => ticks.map((v) => panel.axis(v)), ...(panel.steps ? { incrs: panel.steps } : {}) }],
        series: [
          { label: t("Time"), value: (_, v) => (v === null || v === undefined ? "" : clock(new Date(v * 1000).toISOString())) },
          ...panel.curves.map((c, i) => ({
            label: words(c.name.replace(/_(bytes|percent)$/, "")), stroke: css(colours[i % colours.length]), width: 2, show: panel.shown.has(c.name), spanGaps: true,
            dash: i >= colours.length ? [6, 3] : undefined, points: { show: c.times.length < 60 }, value: (_: uPlot, v: number | null) => (v === null || v === undefined ? "\u2013" : panel.axis(v)),
          })),
        ],
        hooks: { setScale: [(self, key) => key === "x" && self.over.dispatchEvent(new CustomEvent("zoomed", { bubbles: true, detail: [self.scales.x.min, self.scales.x.max] }))] },
        plugins: [drawMarks(incident, panel.limit)],
      },
      data, element);
    const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: 260 }));
    resized.observe(element);
    const zoom = (event: Event) => {
      const [min, max] = (event as CustomEvent<[number, number]>).detail;
      if (plot.scales.x.min !== min || plot.scales.x.max !== max) plot.setScale("x", { min, max });
    };
    element.parentElement!.addEventListener("zoom", zoom);
    return () => {
      element.parentElement?.removeEventListener("zoom", zoom);
      resized.disconnect();
      plot.destroy();
    };
  }, [panel, incident]);
  return <div class="plot" ref={holder} role="img" aria-label={t("{0} over time: {1}", panel.title, panel.curves.map((c) => words(c.name)).join(", "))} />;
}

export function Charts({ incident, curves }: { incident: Incident; curves: Curve[] }) {
  const box = useRef<HTMLDivElement>(null);
  const [dark, setDark] = useState(matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const media = matchMedia("(prefers-color-scheme: dark)"), changed = () => setDark(media.matches);
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, []);
  const at = Date.parse(incident.at) / 1000;
  const near = curves.filter((c) => c.times.length > 1 && c.times[0] < at + 86400 && c.times[c.times.length - 1] > at - 86400);
  const whole: [number, number] = [Math.min(...near.map((c) => c.times[0])), Math.max(...near.map((c) => c.times[c.times.length - 1]))];
  const around = rangeOf(incident) ?? whole;
  const range = useRef<[number, number]>(around);
  if (near.length === 0) return null;
  const send = (to: [number, number]) => {
    range.current = to;
    box.current?.dispatchEvent(new CustomEvent("zoom", { detail: to }));
  };
  const zoomed = (event: Event) => {
    const to = (event as CustomEvent<[number, number]>).detail;
    if (to[0] !== range.current[0] || to[1] !== range.current[1]) send(to);
  };
  const move = (by: number) => send([range.current[0] + by * (range.current[1] - range.current[0]), range.current[1] + by * (range.current[1] - range.current[0])]);
  const scale = (by: number) => {
    const middle = (range.current[0] + range.current[1]) / 2, half = ((range.current[1] - range.current[0]) / 2) * by;
    send([middle - half, middle + half]);
  };
  useEffect(() => {
    box.current?.addEventListener("zoomed", zoomed);
    return () => box.current?.removeEventListener("zoomed", zoomed);
  });
  return (
    <section id="history">
      <h2>{t("Over time (UTC)")}</h2>
      <p class="tools">
        <button onClick={() => send(around)}>{t("Around the kill")}</button> <button onClick={() => send(whole)}>{t("Whole history")}</button>{" "}
        <button onClick={() => scale(0.5)} aria-label={t("zoom in")}>+</button> <button onClick={() => scale(2)} aria-label={t("zoom out")}>{"\u2212"}</button>{" "}
        <button onClick={() => move(-0.25)} aria-label={t("earlier")}>{"\u2190"}</button> <button onClick={() => move(0.25)} aria-label={t("later")}>{"\u2192"}</button>
        <span class="hint">{t("Drag to zoom, click a name to hide or show it. Lines:")} <i class="bad">{t("killed or crashed")}</i>, <i class="warn">{t("decline begins")}</i>, <i class="good">{t("ready")}</i>; {t("dashed across: the limit.")}</span>
      </p>
      <div ref={box} key={String(dark)}>
        {panelsOf(near, incident).map((panel) => <Plot key={panel.title} panel={panel} incident={incident} range={range.current} sync={`incident-${incident.id}`} />)}
      </div>
    </section>
  );
}
