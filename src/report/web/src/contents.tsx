// Where things are: the sections of the page, as far as this incident has them.
import { useEffect, useState } from "preact/hooks";
import { t } from "./speech";

export function Contents({ of }: { of: unknown }) {
  const [sections, setSections] = useState<{ id: string; title: string }[]>([]);
  useEffect(() => {
    const parts = [...document.querySelectorAll<HTMLElement>("main > section[id]")];
    setSections(parts.map((part) => ({ id: part.id, title: part.querySelector("h2")?.textContent ?? "" })).filter((part) => part.title));
  }, [of]);
  return <nav class="contents" aria-label={t("Contents")}><ol>{sections.map((one) => <li key={one.id}><a href={`#${one.id}`}>{one.title}</a></li>)}</ol></nav>;
}
