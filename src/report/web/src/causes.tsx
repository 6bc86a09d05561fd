// The ranked hypotheses: likelihood, the sum of evidence as a waterfall, quotes, what is missing.
import type { Evidence, Hypothesis, Incident, Missing } from "./contract";
import { decibans, likelihood, place, words } from "./format";
import { Quote } from "./quote";
import { t } from "./speech";

/** Prior first, then each piece of evidence from where the one before ended. */
function Waterfall({ hypothesis }: { hypothesis: Hypothesis }) {
  const sum = hypothesis.evidence.reduce((total, e) => total + e.decibans, 0);
  const steps = [{ name: t("prior"), value: hypothesis.decibans - sum }, ...hypothesis.evidence.map((e) => ({ name: words(e.term), value: e.decibans }))];
  let at = 0;
  const ends = steps.map((s) => (at += s.value));
  const low = Math.min(0, ...ends), scale = 100 / (Math.max(1, ...ends) - low), x = (db: number) => (db - low) * scale;
  const rows = [...steps.map((s, i) => ({ ...s, from: i === 0 ? 0 : ends[i - 1], to: ends[i], tone: i === 0 ? "prior" : s.value >= 0 ? "for" : "against" })),
                { name: t("together"), value: hypothesis.decibans, from: 0, to: hypothesis.decibans, tone: "sum" }];
  return (
    <ol class="waterfall" aria-label={t("the evidence added up")}>
      {rows.map((row, i) => (
        <li key={i}>
          <span>{row.name}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="zero" x={x(0)} width="0.2" height="10" />
            <rect class={row.tone} x={x(Math.min(row.from, row.to))} width={Math.max(0.4, Math.abs(row.to - row.from) * scale)} y="1.5" height="7" />
          </svg>
          <b>{decibans(row.value)}</b>
        </li>
      ))}
    </ol>
  );
}

/** A line that shows several things is quoted once. */
function EvidenceItem({ evidence, before }: { evidence: Evidence; before: Evidence | undefined }) {
  const again = before !== undefined && before.quote === evidence.quote && place(before.at) === place(evidence.at);
  return (
    <li class={evidence.bearing}>
      <b>{decibans(evidence.decibans)}</b> {evidence.claim}
      {again ? <div class="quote"><span class="place">{place(evidence.at)}</span> {t("the same line")}</div> : <Quote quote={evidence.quote} at={evidence.at} />}
    </li>
  );
}

export function MissingList({ missing }: { missing: Missing[] }) {
  return <ul class="missing">{missing.map((m, i) => <li key={i}><b>{m.what}</b> ({words(m.why)}). {t("Get it by: {0}", m.how_to_get_it)}</li>)}</ul>;
}

function Cause({ hypothesis, open }: { hypothesis: Hypothesis; open: boolean }) {
  const forIt = hypothesis.evidence.filter((e) => e.bearing === "supports"), against = hypothesis.evidence.filter((e) => e.bearing === "contradicts");
  const counter = hypothesis.counterfactual;
  return (
    <details class="cause" open={open}>
      <summary>
        <span class="likelihood">{likelihood(hypothesis.likelihood)}</span>
        <meter min={0} max={1} value={hypothesis.likelihood} aria-label={t("likelihood of {0}", hypothesis.label)} />
        <span class="name">{hypothesis.label}</span>
        <span class="outcome">{words(hypothesis.outcome)}{hypothesis.support ? t(", {0} support", words(hypothesis.support)) : ""}</span>
      </summary>
      {counter ? <p>{t("What if: {0}.", counter.text)}</p> : null}
      {hypothesis.evidence.length > 0 ? <Waterfall hypothesis={hypothesis} /> : null}
      {forIt.length > 0 ? <><h3>{t("For it")}</h3><ul class="evidence">{forIt.map((e, i) => <EvidenceItem key={i} evidence={e} before={forIt[i - 1]} />)}</ul></> : null}
      {against.length > 0 ? <><h3>{t("Against it")}</h3><ul class="evidence">{against.map((e, i) => <EvidenceItem key={i} evidence={e} before={against[i - 1]} />)}</ul></> : null}
      {hypothesis.missing.length > 0 ? <><h3>{t("Missing")}</h3><MissingList missing={hypothesis.missing} /></> : null}
    </details>
  );
}

export function Causes({ incident }: { incident: Incident }) {
  const likely = incident.hypotheses.filter((h) => h.shown), rest = incident.hypotheses.filter((h) => !h.shown && h.outcome !== "not_applicable");
  return (
    <section id="causes">
      <h2>{t("Why: the causes, ranked")}</h2>
      {likely.map((h, i) => <Cause key={h.cause} hypothesis={h} open={i === 0} />)}
      {rest.length > 0 ? <details class="rest"><summary>{t("{0} more, each below 1 %", rest.length)}</summary>{rest.map((h) => <Cause key={h.cause} hypothesis={h} open={false} />)}</details> : null}
    </section>
  );
}

/** Of the causes that might be: what would have decided, each thing once. */
export function WhatIsMissing({ incident }: { incident: Incident }) {
  const seen = new Set<string>();
  const missing = incident.hypotheses.filter((h) => h.shown).flatMap((h) => h.missing).filter((m) => !seen.has(m.what) && seen.add(m.what));
  if (missing.length === 0) return null;
  return <section id="missing"><h2>{t("What is missing, and how to get it")}</h2><MissingList missing={missing} /></section>;
}
