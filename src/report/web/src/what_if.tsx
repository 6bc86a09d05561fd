// Sliders: what other values would have made of it. They ask nothing and reckon nothing new: the answers are the simulator's.
import { useState } from "preact/hooks";
import type { Incident } from "./contract";
import { bytes, percent } from "./format";
import { outcomeOf, type Outcome, type Slider, type Trial } from "./simulate";
import { t } from "./speech";

const kColours = 14;

/** Where it stands before anybody moves it. */
const start = (slider: Slider): number => Math.max(0, slider.trials.findIndex((trial) => trial.value === slider.now));
const valueOf = (slider: Slider, trial: Trial): string => (slider.unit === "bytes" ? bytes(trial.value).replace(".0 ", " ") : String(trial.value));

function words(outcome: Outcome): string {
  if (outcome.text) return outcome.text;
  const free = bytes(Math.max(0, outcome.free ?? 0)), more = outcome.low + outcome.added;
  switch (outcome.kind) {
    case "no_kill": return t("{0} would have been free: no kill", free);
    case "later": return outcome.free === null ? t("{0} more: the same, later", bytes(more)) : t("{0} would have been free, less than a tenth: the same, later", free);
    case "harm": return t("{0} less would have been free", bytes(-more));
    case "no_effect": return t("no effect on this incident");
    default: return t("the sizes are not known closely enough to tell");
  }
}

/** The ledger as it would have been: each part less what is freed of it, the total with what is added to it. */
function Bar({ incident, moved }: { incident: Incident; moved: [Slider, Trial][] }) {
  const { ledger } = incident;
  if (ledger.total_bytes === null) return null;
  const freed = (name: string) => moved.filter(([slider]) => slider.part === name).reduce((sum, [, trial]) => sum + (trial.freed_low_bytes + trial.freed_high_bytes) / 2, 0);
  const total = ledger.total_bytes + moved.reduce((sum, [, trial]) => sum + trial.added_bytes, 0);
  const all = [...ledger.parts.map((part) => ({ ...part, bytes: Math.max(0, part.bytes - freed(part.name)) })), { name: "unaccounted", label: t("unaccounted"), bytes: Math.max(0, ledger.unaccounted_bytes ?? 0) }];
  const held = all.filter((part) => part.name !== "free").reduce((sum, part) => sum + part.bytes, 0), whole = Math.max(1, total, held);
  let x = 0;
  const bars = all.map((part, i) => {
    if (part.name === "free") return null;
    const width = (100 * part.bytes) / whole, from = x;
    x += width;
    return <rect key={i} class={`part-${i % kColours}`} x={from} width={width} y="0" height="10"><title>{`${part.label}: ${bytes(part.bytes)}`}</title></rect>;
  });
  const end = (100 * total) / whole;
  return (
    <>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={t("{0} held of {1}", bytes(held), bytes(total))}>{bars}<rect class="bar-end" x={Math.min(99.6, end)} width="0.4" y="0" height="10" /></svg>
      <p class="hint">{t("{0} held of {1}", bytes(held), bytes(total))} ({percent(held / Math.max(1, total))})</p>
    </>
  );
}

export function WhatIfSliders({ incident }: { incident: Incident }) {
  const sliders = incident.sliders;
  const [at, setAt] = useState<Record<string, number>>({});
  if (!sliders) return null;
  const place = (slider: Slider) => at[slider.question] ?? start(slider);
  const moved = sliders.sliders.flatMap((slider): [Slider, Trial][] => {
    const trial = slider.trials[place(slider)];
    return trial && trial.value !== slider.now && at[slider.question] !== undefined ? [[slider, trial]] : [];
  });
  const outcome = moved.length > 0 ? outcomeOf(sliders, moved.map(([, trial]) => trial)) : null;
  const question = moved.map(([slider, trial]) => `${slider.question}=${trial.value}`).join(",");
  return (
    <section id="what-if">
      <h2>{t("What if")}</h2>
      <div class="sliders">
        {sliders.sliders.map((slider, i) => {
          const trial = slider.trials[place(slider)], name = `slider-${incident.id}-${i}`;
          return (
            <div key={slider.question} class="slider">
              <label for={name}>{slider.what}</label>
              <input id={name} type="range" min={0} max={slider.trials.length - 1} step={1} value={place(slider)} aria-valuetext={trial ? valueOf(slider, trial) : ""}
                onInput={(e) => setAt({ ...at, [slider.question]: Number(e.currentTarget.value) })} />
              <b>{trial ? valueOf(slider, trial) : ""}</b>
              <span class="share">{slider.now === null ? "" : t("it was {0}", slider.unit === "bytes" ? bytes(slider.now).replace(".0 ", " ") : slider.now)}</span>
            </div>
          );
        })}
      </div>
      <p class={`outcome-of ${outcome?.kind ?? ""}`} role="status">{outcome ? words(outcome) : t("Move one: the answer is the simulator's, as laststraw analyze --what-if gives it.")}</p>
      <Bar incident={incident} moved={moved} />
      {question ? <p class="tools"><code class="question">--what-if {question}</code> <button onClick={() => setAt({})}>{t("As it was")}</button></p> : null}
    </section>
  );
}
