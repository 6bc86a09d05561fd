// Tables behind the story: what happened, the processes, memory contexts, what to do, what was read.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Check, Incident, Input, Process, Step } from "./contract";
import { bytes, clock, duration, place, words } from "./format";
import { shareOf, type Size } from "./parts";
import { Quote } from "./quote";
import { t } from "./speech";

export function HowItRanOut({ incident }: { incident: Incident }) {
  const decline = incident.decline;
  if (!decline) return null;
  return (
    <section id="decline">
      <h2>{t("How memory ran out")}</h2>
      <p>{decline.text}</p>
      {decline.started.length > 0 ? <ul>{decline.started.map((s, i) => <li key={i}><b>{clock(s.at)}</b> {s.text} <span class="place">{place(s.at_source)}</span></li>)}</ul> : null}
    </section>
  );
}

export function Timeline({ incident }: { incident: Incident }) {
  if (incident.timeline.length === 0) return null;
  return (
    <section id="timeline">
      <h2>{/Z$/.test(incident.at) ? t("What happened (UTC)") : t("What happened")}</h2>
      <div class="scroll" tabIndex={0}><table>
        <thead><tr><th scope="col">{t("when")}</th><th scope="col">{t("what")}</th><th scope="col">{t("where")}</th></tr></thead>
        <tbody>{incident.timeline.map((e, i) => <tr key={i} class={e.kind}><td class="time">{e.when}</td><td>{e.text}</td><td class="place">{e.at_source.path}:{e.at_source.line}</td></tr>)}</tbody>
      </table></div>
    </section>
  );
}

interface Column { name: string; place?: boolean; size?: Size; of: (p: Process) => string | number | null; show?: (p: Process) => string; number?: boolean }

const columns: Column[] = [
  { name: "pid", of: (p) => p.pid, number: true },
  { name: t("role"), of: (p) => words(p.role) + (p.role_inferred ? "?" : ""), show: (p) => (p.victim ? "\u2020 " : "") + words(p.role) + (p.role_inferred ? "?" : "") },
  { name: t("who"), of: (p) => p.who },
  { name: t("private"), of: (p) => p.anon_bytes, size: "anon_bytes", show: (p) => (p.anon_low_bytes === p.anon_high_bytes ? bytes(p.anon_bytes) : t("{0} to {1}", bytes(p.anon_low_bytes), bytes(p.anon_high_bytes))), number: true },
  { name: t("shared"), of: (p) => p.shmem_bytes, size: "shmem_bytes", show: (p) => bytes(p.shmem_bytes), number: true },
  { name: "rss", of: (p) => p.rss_bytes, show: (p) => bytes(p.rss_bytes), number: true },
  { name: t("page tables"), of: (p) => p.page_tables_bytes, size: "page_tables_bytes", show: (p) => bytes(p.page_tables_bytes), number: true },
  { name: t("swap"), of: (p) => p.swap_bytes, show: (p) => bytes(p.swap_bytes), number: true },
  { name: t("adj"), of: (p) => p.oom_score_adj, number: true },
  { name: t("age"), of: (p) => p.age_s, show: (p) => (p.age_s === null ? "\u2013" : duration(p.age_s)), number: true },
  { name: t("statement"), of: (p) => p.statement },
  { name: t("where"), of: (p) => place(p.at), place: true },
];
const shownIn = (c: Column, p: Process): string => c.show?.(p) ?? String(c.of(p) ?? "\u2013");
const kShownAtFirst = 50;

const labelOf = (incident: Incident, part: string): string =>
  incident.ledger.parts.flatMap((one) => [one, ...one.within]).find((one) => one.name === part)?.label ?? part;

export function Processes({ incident, part }: { incident: Incident; part: string }) {
  const [by, setBy] = useState(3), [down, setDown] = useState(true), [filter, setFilter] = useState(""), [all, setAll] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null), share = part === "" ? null : shareOf(incident, part);
  useEffect(() => {
    if (!share) return;
    setBy(columns.findIndex((column) => column.size === share.by)), setDown(true), setFilter("");
    heading.current?.focus({ preventScroll: true });
    heading.current?.parentElement?.scrollIntoView();
  }, [incident, part]);
  const rows = useMemo(() => {
    const column = columns[by], wanted = filter.toLowerCase();
    const chosen = (share?.processes ?? incident.processes).filter((p) => wanted === "" || columns.some((c) => (shownIn(c, p)).toLowerCase().includes(wanted)));
    const order = (a: Process, b: Process) => {
      const x = column.of(a), y = column.of(b);
      if (x === null || y === null) return (x === null ? 0 : 1) - (y === null ? 0 : 1);       // what is not known is least
      return typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    };
    return chosen.sort((a, b) => (down ? -order(a, b) : order(a, b)));
  }, [incident, part, by, down, filter]);
  if (incident.processes.length === 0) return null;
  const shown = all ? rows : rows.slice(0, kShownAtFirst);
  const sort = (i: number) => (i === by ? setDown(!down) : (setBy(i), setDown(columns[i].number === true)));
  return (
    <section id="processes">
      <h2 ref={heading} tabIndex={-1}>{t("Processes at the kill")}</h2>
      {share ? <p class="tools"><b>{t("Those of: {0}", labelOf(incident, part))}</b> <a href="#processes">{t("show all processes")}</a></p> : null}
      <p class="tools"><label>{t("Filter")} <input type="search" value={filter} onInput={(e) => setFilter(e.currentTarget.value)} placeholder={t("role, user, pid, statement")} /></label> <span role="status">{t("{0} of {1}", rows.length, incident.processes.length)}</span></p>
      <div class="scroll" tabIndex={0}><table>
        <thead><tr>{columns.map((c, i) => (
          <th scope="col" key={c.name} class={c.number ? "number" : ""} aria-sort={i === by ? (down ? "descending" : "ascending") : "none"}>
            <button onClick={() => sort(i)}>{c.name}{i === by ? (down ? " \u25be" : " \u25b4") : ""}</button></th>))}</tr></thead>
        <tbody>{shown.map((p, i) => (
          <tr key={i} class={p.victim ? "victim" : p.invoker ? "invoker" : ""}>
            {columns.map((c) => <td key={c.name} class={c.number ? "number" : c.place ? "place" : ""}>{shownIn(c, p)}</td>)}
          </tr>))}</tbody>
      </table></div>
      {rows.length > shown.length ? <p><button onClick={() => setAll(true)}>{t("Show all {0}", rows.length)}</button></p> : null}
      {incident.processes_left_out > 0 ? <p>{t("{0} smaller ones are left out.", incident.processes_left_out)}</p> : null}
      <p class="hint">{t("\u2020 was killed. rss counts shared memory once in every process that touched it; do not add it up.")}</p>
    </section>
  );
}

export function Contexts({ incident }: { incident: Incident }) {
  const dump = incident.memory_contexts;
  if (!dump || dump.nodes.length === 0) return null;
  const largest = Math.max(...dump.nodes.map((n) => n.subtree_bytes), 1);
  return (
    <section id="contexts">
      <h2>{t("Memory contexts of the session")}</h2>
      <p>{t("{0} contexts", dump.contexts)}{dump.total_bytes !== null ? `, ${bytes(dump.total_bytes)}` : ""} (<span class="place">{place(dump.at)}</span>). {t("Sizes are with all below.")}</p>
      <div class="scroll" tabIndex={0}><table class="contexts"><thead><tr><th scope="col">{t("context")}</th><th scope="col" class="number">{t("size")}</th><th scope="col">{t("share")}</th></tr></thead>
        <tbody>{dump.nodes.map((n, i) => (
          <tr key={i}><td><span class="indent">{"\u2003".repeat(Math.min(n.depth, 12))}</span>{n.count > 1 ? `${n.count} \u00d7 ` : ""}{n.name}{n.ident ? <code>{n.ident}</code> : null}</td><td class="number">{bytes(n.subtree_bytes)}</td>
            <td><meter min={0} max={largest} value={n.subtree_bytes} aria-label={n.name} /></td></tr>))}</tbody></table></div>
    </section>
  );
}

const headings: [Step["when"], string][] = [["now", t("Do now")], ["prevent", t("Prevent")], ["observe", t("See it next time")]];

function StepItem({ step }: { step: Step }) {
  const lines = [step.command, step.fragment ? `${step.fragment.file}: ${step.fragment.setting} = ${step.fragment.value}` : ""].filter((line) => line !== "");
  return (
    <li class={`step ${step.effect.kind}`}>
      <p><b>{step.text}</b></p>
      <p class="effect">{step.effect.text}</p>
      {lines.length > 0 ? <pre tabIndex={0}>{lines.join("\n")}</pre> : null}
      <details><summary>{t("risk, undo, evidence")}</summary>
        <dl>
          <dt>{t("applies to")}</dt><dd>{step.applies_to || "\u2013"}</dd>
          {step.condition ? <><dt>{t("precondition")}</dt><dd>{words(step.precondition)}: {step.condition}</dd></> : null}
          <dt>{t("risk")}</dt><dd>{step.risk}</dd><dt>{t("needs")}</dt><dd>{words(step.needs)}</dd><dt>{t("undo")}</dt><dd>{step.undo}</dd>
          {step.evidence.map((e, i) => <><dt key={i}>{t("seen")}</dt><dd><Quote quote={e.quote} at={e.at} /></dd></>)}
          <dt>{t("after")}</dt><dd>{step.sources.join("; ")}</dd>
        </dl>
      </details>
    </li>
  );
}

export function Steps({ incident }: { incident: Incident }) {
  return (
    <section id="steps">
      {incident.what_ifs.length > 0 ? <><h2>{t("What if")}</h2><ul>{incident.what_ifs.map((w, i) => <li key={i}><code>{w.question}</code>: {w.effect.text}</li>)}</ul></> : null}
      {headings.map(([when, title]) => {
        const all = incident.steps.filter((s) => s.when === when), asked = all.filter((s) => s.given && !s.good_practice), practice = all.filter((s) => s.given && s.good_practice), not = all.filter((s) => !s.given);
        if (all.length === 0) return null;
        return (
          <div key={when}>
            <h2>{title}</h2>
            <ol>{asked.map((s) => <StepItem key={s.id} step={s} />)}</ol>
            {practice.length > 0 ? <details><summary>{t("Good practice besides ({0})", practice.length)}</summary><ol>{practice.map((s) => <StepItem key={s.id} step={s} />)}</ol></details> : null}
            {not.map((s) => <p class="hint" key={s.id}>{t("Not advised here: {0} ({1})", s.text, s.effect.kind === "harm" ? s.effect.text : s.condition)}</p>)}
          </div>);
      })}
    </section>
  );
}

export function WhyVictim({ incident }: { incident: Incident }) {
  const why = incident.why_victim;
  if (!why) return null;
  return (
    <section id="why-victim">
      <h2>{t("Why this victim")}</h2>
      <p>{why.text}</p>
      <div class="scroll" tabIndex={0}><table>
        <thead><tr><th scope="col" class="number">{t("points")}</th><th scope="col" class="number">{t("of it by oom_score_adj")}</th><th scope="col">{t("process")}</th><th scope="col">{t("where")}</th></tr></thead>
        <tbody>{why.rows.map((r, i) => <tr key={i}><td class="number">{r.points}</td><td class="number">{r.of_adjustment}</td><td>{r.pid} {r.comm}</td><td class="place">{place(r.at)}</td></tr>)}</tbody>
      </table></div>
    </section>
  );
}

const statuses = ["fail", "warn", "unknown", "pass", "not_applicable"];

function CheckItem({ check }: { check: Check }) {
  return (
    <details class={`check ${check.status}`}>
      <summary><span class="status">{words(check.status)}</span> <b>{check.title}</b> <span class="found">{check.found}</span></summary>
      <dl>
        {check.wanted ? <><dt>{t("wanted")}</dt><dd>{check.wanted}</dd></> : null}
        {check.why ? <><dt>{t("why")}</dt><dd>{check.why}</dd></> : null}
        {check.remedy ? <><dt>{t("do")}</dt><dd>{check.remedy}</dd></> : null}
        {check.evidence.map((e, i) => <><dt key={i}>{t("seen")}</dt><dd><Quote quote={e.quote} at={e.at} /></dd></>)}
        {check.sources.length > 0 ? <><dt>{t("after")}</dt><dd>{check.sources.join("; ")}</dd></> : null}
      </dl>
    </details>
  );
}

export function Checklist({ incident }: { incident: Incident }) {
  const [status, setStatus] = useState("to do");
  if (incident.checklist.length === 0) return null;
  const count = (s: string) => incident.checklist.filter((c) => c.status === s).length;
  const chosen = incident.checklist.filter((c) => (status === "to do" ? c.status === "fail" || c.status === "warn" : status === "all" || c.status === status));
  return (
    <section id="checklist">
      <h2>{t("Checks")}</h2>
      <p class="tools" role="group" aria-label={t("Show checks")}>
        {["to do", ...statuses.filter((s) => count(s) > 0), "all"].map((s) => (
          <button key={s} aria-pressed={s === status} onClick={() => setStatus(s)}>{s === "to do" ? t("to do") : s === "all" ? t("all") : words(s)}{statuses.includes(s) ? ` ${count(s)}` : ""}</button>))}
      </p>
      {chosen.length === 0 ? <p>{t("None.")}</p> : statuses.flatMap((s) => chosen.filter((c) => c.status === s)).map((c) => <CheckItem key={c.id} check={c} />)}
    </section>
  );
}

export function Fragments({ incident }: { incident: Incident }) {
  const [copied, setCopied] = useState("");
  const files = Object.entries(incident.fragments);
  if (files.length === 0) return null;
  const copy = async (file: string, text: string) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {                                    // no clipboard from file:// in some browsers
      const box = document.createElement("textarea");
      box.value = text;
      document.body.append(box);
      box.select();
      document.execCommand("copy");
      box.remove();
    }
    setCopied(file);
  };
  return (
    <section id="fragments">
      <h2>{t("Configuration to put in place")}</h2>
      {files.map(([file, text]) => (
        <figure key={file}><figcaption>{file} <button onClick={() => copy(file, text)}>{t("Copy")}</button> <span role="status">{copied === file ? t("copied") : ""}</span></figcaption><pre>{text}</pre></figure>))}
    </section>
  );
}

export function Inputs({ inputs }: { inputs: Input[] }) {
  return (
    <section id="inputs">
      <h2>{t("What was read")}</h2>
      <div class="scroll" tabIndex={0}><table>
        <thead><tr><th scope="col">{t("input")}</th><th scope="col">{t("format")}</th><th scope="col" class="number">{t("lines")}</th><th scope="col" class="number">{t("parsed")}</th><th scope="col" class="number">{t("noise")}</th><th scope="col" class="number">{t("unrecognised")}</th><th scope="col">{t("clock")}</th></tr></thead>
        <tbody>{inputs.map((i) => (
          <tr key={i.path}><td class="place">{i.path}</td><td>{i.format ? i.format + (i.note ? `: ${i.note}` : "") : t("not read: {0}", i.note)}{i.wrapper ? ` ${t("in {0}", i.wrapper)}` : ""}</td><td class="number">{i.lines}</td><td class="number">{i.parsed}</td><td class="number">{i.noise}</td><td class="number">{i.unrecognised}</td>
            <td>{i.clock.zone}{i.clock.slack_s > 0 ? ` \u00b1${i.clock.slack_s} s` : ""}</td></tr>))}</tbody>
      </table></div>
    </section>
  );
}
