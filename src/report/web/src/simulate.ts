// Several sliders at one time: what they free and add is summed up and judged as the simulator does it (src/advise/world.cpp); of one alone the
// program's own answer is shown.
import type { Incident } from "./contract";

export type Sliders = NonNullable<Incident["sliders"]>;
export type Slider = Sliders["sliders"][number];
export type Trial = Slider["trials"][number];
export interface Outcome { kind: Trial["kind"]; text: string; free: number | null; low: number; added: number }

/** What would not have worked at all, whatever else is changed. */
const isRefused = (trial: Trial): boolean => trial.kind === "harm" && !(trial.freed_low_bytes + trial.added_bytes < 0 && trial.freed_high_bytes <= 0);

export function outcomeOf(sliders: Sliders, moved: Trial[]): Outcome {
  const sum = (of: (trial: Trial) => number) => moved.reduce((total, trial) => total + of(trial), 0);
  const low = sum((trial) => trial.freed_low_bytes), high = sum((trial) => trial.freed_high_bytes), added = sum((trial) => trial.added_bytes);
  const [only] = moved;
  if (moved.length === 1 && only) return { kind: only.kind, text: only.text, free: only.free_after_bytes, low, added };
  const made = (kind: Trial["kind"], text = "", free: number | null = null): Outcome => ({ kind, text, free, low, added });
  const refused = moved.find(isRefused);
  if (refused) return made("harm", refused.text);
  if (low + added <= 0 && high <= 0) return moved.some((trial) => trial.kind === "unknown") ? made("unknown") : made(low + added < 0 ? "harm" : "no_effect");
  if (sliders.grows && !moved.some((trial) => trial.bounds)) return made("later");
  const atLeast = sliders.free_bytes + low + added, atMost = sliders.free_bytes + high + added;
  return made(atLeast >= sliders.enough_bytes ? "no_kill" : atMost >= sliders.enough_bytes ? "unknown" : "later", "", atLeast);
}
