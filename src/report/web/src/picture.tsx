// Memory by session and program until the limit, as a stack, with what began and what ended it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Incident } from "./contract";
import { bytes } from "./format";
import { endOf, rowsFor, shownUntil, sizesUpTo, stacked, stretches, timesBetween, type Layer, type Picture } from "./layers";
import { t } from "./speech";

const clockAt = (ms: number): string => new Date(ms).toISOString().slice(11, 19);
const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, Math.max(1, most - 1))}\u2026` : text);
const kCharacter = 6.8, kRow = 17, kHeight = 270;

/** The culprit's colour is nobody else's; a kind that there is once has its own, sessions and programs take turns. */
function tones(layers: Layer[]): string[] {
  let alone = 0;
  return layers.map((layer) => (layer.culprit ? "layer-culprit" : layer.kind === "session" || layer.kind === "program" ? `layer-alone-${alone++ % 4}` : `layer-${layer.kind}`));
}

function useWidth() {
  const holder = useRef<HTMLDivElement>(null), [width, setWidth] = useState(0);
  useEffect(() => {
    const element = holder.current!;
    const measure = () => setWidth(Math.round(element.clientWidth));
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => resized.disconnect();
  }, []);
  return { holder, width };
}

function Stack({ picture, width }: { picture: Picture; width: number }) {
  const { gap, sizes } = stacked(picture), layers = picture.layers, tone = tones(layers);
  const left = 66, right = 12, bottom = 24, times = picture.at_ms;
  const marks = picture.marks;
  const from = Math.min(times[0] ?? 0, ...marks.map((m) => m.at_ms)), to = shownUntil(picture, from);
  const x = (ms: number) => left + ((width - left - right) * (ms - from)) / Math.max(1, to - from);
  const placed = marks.map((mark) => {
    const at = x(mark.at_ms), label = cut(`${clockAt(mark.at_ms)} ${mark.what}`, Math.floor((Math.max(at, width - at) - 6) / kCharacter)), long = label.length * kCharacter;
    const toLeft = at + 4 + long > width && at - 4 - long > 0;
    return { ...mark, label, at, toLeft, span: (toLeft ? [at - 4 - long, at] : [at, at + 4 + long]) as [number, number] };
  });
  const rows = rowsFor(placed.map((p) => p.span)), top = 8 + kRow * (Math.max(0, ...rows) + 1), height = top + kHeight + bottom;
  const below: number[][] = [], above: number[][] = [];
  const sum = times.map(() => 0);
  sizes.forEach((layer, k) => {
    below[k] = [...sum];
    layer.forEach((size, i) => (sum[i] = (sum[i] ?? 0) + size));
    above[k] = [...sum];
  });
  const most = Math.max(1, picture.limit_bytes ?? 0, ...sum, ...(picture.counter?.bytes ?? [])) * 1.06;
  const y = (size: number) => top + kHeight * (1 - size / most);
  const point = (i: number, size: number) => `${x(times[i] ?? 0).toFixed(1)},${y(size).toFixed(1)}`;
  // One list alone would be a line without a width.
  const alone = (i: number, k: number) => `M${x(times[i] ?? 0)},${y(below[k]?.[i] ?? 0)}V${y(above[k]?.[i] ?? 0)}h7V${y(below[k]?.[i] ?? 0)}Z`;
  const area = (k: number) => stretches(gap).map(([a, b]) => {
    if (b - a === 1) return alone(a, k);
    const indices = Array.from({ length: b - a }, (_, n) => a + n);
    return `M${[...indices.map((i) => point(i, above[k]?.[i] ?? 0)), ...indices.reverse().map((i) => point(i, below[k]?.[i] ?? 0))].join("L")}Z`;
  }).join("");
  const named = layers.map((layer, k) => {
    let at = -1;
    times.forEach((_, i) => !gap[i] && (at < 0 || (sizes[k]?.[i] ?? 0) > (sizes[k]?.[at] ?? 0)) && (at = i));
    const thick = at < 0 ? 0 : y(below[k]?.[at] ?? 0) - y(above[k]?.[at] ?? 0);
    if (thick < 17) return null;
    const px = x(times[at] ?? 0), label = cut(layer.name, Math.min(34, Math.floor((width - left) / kCharacter / 2)));
    const long = label.length * kCharacter + 6, end = stretches(gap).find(([a, b]) => at >= a && at < b)?.[1] ?? times.length;
    const toLeft = px + long > width || (px + long > x(times[end - 1] ?? 0) && px - left > long);   // beside its layer it would name nothing
    return <text key={k} class="inside" x={toLeft ? px - 6 : px + 6} y={y(((below[k]?.[at] ?? 0) + (above[k]?.[at] ?? 0)) / 2) + 4} text-anchor={toLeft ? "end" : "start"}>{label}</text>;
  });
  const counter = picture.counter;
  return (
    <svg class="stack" viewBox={`0 0 ${width} ${height}`} width="100%" role="img" aria-label={picture.text}>
      {sizesUpTo(most).map((size) => <g key={size}><line class="grid" x1={left} x2={width - right} y1={y(size)} y2={y(size)} /><text class="tick" x={left - 6} y={y(size) + 4} text-anchor="end">{size === 0 ? "0" : bytes(size).replace(".0 ", " ")}</text></g>)}
      {timesBetween(from, to, Math.max(2, Math.floor(width / 110))).map((ms) => <text key={ms} class="tick" x={Math.min(width - 28, Math.max(left + 24, x(ms)))} y={height - 6} text-anchor="middle">{clockAt(ms)}</text>)}
      <clipPath id="within-stack"><rect x={left} y={top} width={width - right - left + 1} height={kHeight} /></clipPath>
      {layers.map((layer, k) => <path clip-path="url(#within-stack)" key={k} class={`layer ${tone[k]}`} d={area(k)}><title>{layer.name}</title></path>)}
      {times.map((ms, i) => (gap[i] || ms > to ? null : <line key={`m${i}`} class="measured" x1={x(ms)} x2={x(ms)} y1={top + kHeight} y2={top + kHeight + 5} />))}
      {counter ? <path class="counter" clip-path="url(#within-stack)" d={`M${counter.at_ms.map((ms, i) => `${x(ms).toFixed(1)},${y(counter.bytes[i] ?? 0).toFixed(1)}`).join("L")}`} /> : null}
      {picture.limit_bytes === null ? null : <g><line class="limit" x1={left} x2={width - right} y1={y(picture.limit_bytes)} y2={y(picture.limit_bytes)} /><text class="inside limit-label" x={left + 6} y={y(picture.limit_bytes) + 15}>{t("limit {0}", bytes(picture.limit_bytes).replace(".0 ", " "))}</text></g>}
      {named}
      {placed.map((mark, i) => <g key={i} class={`mark ${mark.kind}`}><line x1={mark.at} x2={mark.at} y1={kRow * (rows[i] ?? 0) + 6} y2={top + kHeight} /><text x={mark.toLeft ? mark.at - 4 : mark.at + 4} text-anchor={mark.toLeft ? "end" : "start"} y={kRow * (rows[i] ?? 0) + 16}>{mark.label}<title>{mark.what}</title></text></g>)}
    </svg>
  );
}

/** At most eight times: the first, the last before the end, some between. */
function Table({ picture }: { picture: Picture }) {
  const { gap } = stacked(picture), end = endOf(picture);
  const all = picture.at_ms.map((_, i) => i).filter((i) => !gap[i]), before = all.filter((i) => i <= end), behind = all.filter((i) => i > end).slice(0, 1);
  const step = Math.max(1, Math.ceil(before.length / 6));
  const chosen = [...before.filter((_, n) => (before.length - 1 - n) % step === 0), ...behind];
  return (
    <details class="numbers">
      <summary>{t("The same in numbers")}</summary>
      <div class="scroll" tabIndex={0}><table>
        <thead><tr><th scope="col">{t("held by")}</th>{chosen.map((i) => <th key={i} scope="col" class="number">{clockAt(picture.at_ms[i] ?? 0)}</th>)}</tr></thead>
        <tbody>{[...picture.layers].reverse().map((layer, k) => <tr key={k}><th scope="row">{layer.name}{layer.culprit ? ` (${t("culprit")})` : ""}</th>{chosen.map((i) => <td key={i} class="number">{bytes(layer.bytes[i] ?? null)}</td>)}</tr>)}</tbody>
      </table></div>
      <ul>{picture.marks.map((mark, i) => <li key={i}><b>{clockAt(mark.at_ms)}</b> {mark.what}</li>)}</ul>
    </details>
  );
}

export function MemoryUntilTheLimit({ incident }: { incident: Incident }) {
  return incident.memory_picture ? <Drawn incident={incident} picture={incident.memory_picture} /> : null;
}

function Drawn({ incident, picture }: { incident: Incident; picture: Picture }) {
  const { holder, width } = useWidth(), end = endOf(picture), tone = tones(picture.layers);
  return (
    <section id="picture">
      <h2>{/Z$/.test(incident.at) ? t("Memory until the limit (UTC)") : t("Memory until the limit")}</h2>
      <div class="picture" ref={holder}>{width > 0 ? <Stack picture={picture} width={width} /> : null}</div>
      <ul class="legend">
        {picture.layers.map((layer, k) => (
          <li key={k} class={layer.culprit ? "culprit" : undefined}>
            <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class={tone[k]} width="1" height="1" /></svg>
            <span>{layer.name}</span> <b>{bytes(layer.bytes[end] ?? null)}</b>{layer.culprit ? <span class="share"> {t("culprit")}</span> : null}
          </li>
        )).reverse()}
        {picture.counter ? <li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><path class="counter" d="M0,6L12,6" /></svg><span>{picture.counter.what}</span></li> : null}
      </ul>
      <p class="hint">{t("Sizes beside the names: at the end. Short marks below the picture: when it was measured.")} {picture.note}</p>
      <Table picture={picture} />
    </section>
  );
}
