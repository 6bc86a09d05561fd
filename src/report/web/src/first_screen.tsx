// The verdict, who is who, and where the memory was.
import type { Incident, LedgerPart, Person } from "./contract";
import { bytes, culpritName, duration, percent, slack, when, who, words } from "./format";
import { partName, t } from "./speech";

const verdicts = { culprit: t("Culprit found"), last_straw: t("The last straw"), undecided: t("Undecided") };

export function Verdict({ incident }: { incident: Incident }) {
  const { postgres } = incident;
  const facts = [`${when(incident.at)}${slack(incident.slack_s)} UTC`, words(incident.outcome) + (incident.scope ? ` (${words(incident.scope)})` : "")];
  if (postgres.version) facts.push(`PostgreSQL ${postgres.version}`);
  if (incident.kernel_release) facts.push(`Linux ${incident.kernel_release}`);
  if (postgres.sessions_lost !== null) facts.push(t("{0} sessions lost", postgres.sessions_lost));
  if (postgres.rejected_connections > 0) facts.push(t("{0} connections refused", postgres.rejected_connections));
  return (
    <header class={`verdict ${incident.verdict}`}>
      <p class="badge">{verdicts[incident.verdict]}</p>
      <h1>{incident.summary}</h1>
      <p class="facts">{facts.join(" \u00b7 ")}</p>
    </header>
  );
}

function Card({ title, meaning, name, size, statement, tone }: { title: string; meaning: string; name: string; size?: number | null; statement?: string; tone: string }) {
  return (
    <section class={`card ${tone}`} aria-label={title}>
      <h2>{title}</h2>
      <p class="meaning">{meaning}</p>
      <p class="who">{name}</p>
      {size ? <p class="size">{bytes(size)}</p> : null}
      {statement ? <code class="statement" tabIndex={0}>{statement}</code> : null}
    </section>
  );
}

const nobody = (text: string): Person => ({ pid: null, comm: text, role: "external" });

export function Cards({ incident }: { incident: Incident }) {
  const culprit = incident.verdict === "undecided" ? null : incident.hypotheses[0]?.culprit;
  const invoker = incident.invoker ?? nobody(t("not known")), victim = incident.victims[0] ?? nobody(t("nobody was killed"));
  const more = incident.victims.length - 1, down = incident.postgres.down_s;
  return (
    <div class="cards">
      <Card title={t("Culprit")} meaning={t("what the memory went to without need")} tone="culprit" name={culprit ? culpritName(culprit) : incident.verdict === "undecided" ? words("undecided") : t("nobody in particular")}
            size={culprit?.bytes} statement={culprit?.statement} />
      <Card title={t("Invoker")} meaning={t("asked for the page that could not be had")} tone="invoker" name={who(invoker)} size={invoker.anon_bytes} statement={invoker.statement} />
      <Card title={t("Victim")} meaning={incident.outcome === "enomem" ? t("was refused memory") : t("was killed")} tone="victim" name={more > 0 ? t("{0} and {1} more", who(victim), more) : who(victim)}
            size={victim.anon_bytes} statement={victim.statement} />
      <section class="card outage" aria-label={t("Outage")}>
        <h2>{t("Outage")}</h2>
        <p class="meaning">{t("from the crash to \"ready to accept connections\"")}</p>
        <p class="who">{down !== null ? duration(down) : incident.postgres.crashed ? t("until the end of the log") : t("PostgreSQL stayed up, as far as is known")}</p>
      </section>
    </div>
  );
}

/** What a part consists of: what is a hundredth of the whole by itself, the rest together. */
function Within({ part, total }: { part: LedgerPart; total: number }) {
  const large = part.within.filter((inner) => inner.bytes >= total / 100), small = part.within.filter((inner) => !large.includes(inner));
  if (large.length === 0) return null;
  return (
    <ul>
      {large.map((inner) => <li key={inner.name}>{partName(inner.name)}: {bytes(inner.bytes)}</li>)}
      {small.length > 0 ? <li>{t("{0} more: {1}", small.length, bytes(small.reduce((sum, inner) => sum + inner.bytes, 0)))}</li> : null}
    </ul>
  );
}

export function Ledger({ incident }: { incident: Incident }) {
  const { ledger } = incident, total = ledger.total_bytes;
  if (total === null || total <= 0) return null;
  const parts: LedgerPart[] = [...ledger.parts, { name: "unaccounted", bytes: Math.max(0, ledger.unaccounted_bytes), low: 0, high: 0, at: null, within: [] }];
  let x = 0;
  const bars = parts.map((part, i) => {
    const width = (100 * Math.max(0, part.bytes)) / total, start = x;
    x += width;
    return <rect key={part.name} class={`part-${i % 10}`} x={start} width={width} y="0" height="10"><title>{`${partName(part.name)}: ${bytes(part.bytes)}, ${percent(part.bytes / total)}`}</title></rect>;
  });
  return (
    <section id="ledger">
      <h2>{t("Where the memory was")}</h2>
      <p>{t("{0} of {1}", bytes(total), words(ledger.of))}</p>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={parts.filter((p) => p.bytes / total >= 0.01).map((p) => `${partName(p.name)} ${percent(p.bytes / total)}`).join(", ")}>{bars}</svg>
      <ul class="legend">
        {parts.map((part, i) => (
          <li key={part.name}>
            <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class={`part-${i % 10}`} width="1" height="1" /></svg>
            <span>{partName(part.name)}</span> <b>{bytes(part.bytes)}</b> <span class="share">{percent(part.bytes / total)}</span>
            {part.low !== part.high && part.high > 0 ? <span class="share"> {t("between {0} and {1}", bytes(part.low), bytes(part.high))}</span> : null}
            <Within part={part} total={total} />
          </li>
        ))}
      </ul>
      {ledger.overlaps ? <p>{t("The parts are more than the whole: lines of the report are missing or were altered, or pages stand in two parts.")}</p> : null}
    </section>
  );
}
