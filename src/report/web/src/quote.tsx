// A place and its words; where the page knows the lines around them, these too: on hover and focus, and open by a click, a tap or Enter.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Citation, Place } from "./contract";
import { place } from "./format";

/** The report's lines around what explains its incidents. */
export const Around = createContext<Citation[]>([]);

const kLines = 3;                                // before and after, as the program gathers them

export function Quote({ quote, at }: { quote: string; at: Place }) {
  const last = Math.max(at.first_line, at.last_line);
  const near = useContext(Around).filter((line) => line.at.path === at.path && line.at.first_line >= at.first_line - kLines && line.at.first_line <= last + kLines);
  const isCited = (line: Citation) => line.at.first_line >= at.first_line && line.at.first_line <= last;
  const words = <><span class="place">{place(at)}</span> {quote ? <code>{quote}</code> : null}</>;
  if (near.every(isCited)) return <div class="quote">{words}</div>;
  return (
    <details class="quote">
      <summary>{words}</summary>
      <ol class="around">{near.map((line, i) => (
        <li key={i} value={line.at.first_line} class={isCited(line) ? "cited" : undefined}><code>{line.at.first_line === at.first_line ? quote : line.quote}</code></li>))}</ol>
    </details>
  );
}

/** Escape puts away what hovering shows, until the pointer is elsewhere, and closes what is open. */
export function putAwayOnEscape(): () => void {
  const root = document.documentElement;
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    root.classList.add("put-away");
    document.querySelectorAll<HTMLDetailsElement>("details.quote[open]").forEach((one) => (one.open = false));
  };
  const again = (event: Event) => event.target instanceof Element && event.target.closest("details.quote") && root.classList.remove("put-away");
  addEventListener("keydown", key), addEventListener("mouseover", again), addEventListener("focusin", again);
  return () => (removeEventListener("keydown", key), removeEventListener("mouseover", again), removeEventListener("focusin", again));
}
