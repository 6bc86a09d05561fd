// The verdict, who is who, and where the memory was.
import type { Incident, LedgerPart, Person } from "./contract";
import { bytes, culpritName, duration, percent, slack, when, who, words } from "./format";

const verdicts = { culprit: "Culprit found", last_straw: "The last straw", undecided: "Undecided" };

export function Verdict({ incident }: { incident: Incident }) {
  const { postgres } = incident;
  const facts = [`${when(incident.at)}${slack(incident.slack_s)} UTC`, words(incident.outcome) + (incident.scope ? ` (${incident.scope})` : "")];
  if (postgres.version) facts.push(`PostgreSQL ${postgres.version}`);
  if (incident.kernel_release) facts.push(`Linux ${incident.kernel_release}`);
  if (postgres.sessions_lost !== null) facts.push(`${postgres.sessions_lost} sessions lost`);
  if (postgres.rejected_connections > 0) facts.push(`${postgres.rejected_connections} connections refused`);
  return (
    <header class={`verdict ${incident.verdict}`}>
      <p class="badge">{verdicts[incident.verdict]}</p>
      <h1>{incident.summary}</h1>
      <p class="facts">{facts.join(" \u00b7 ")}</p>
    </header>
  );
}

function Card({ title, meaning, name, size, statement, tone }: { title: string; meaning: string; name: string; size?: number; statement?: string; tone: string }) {
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
  const invoker = incident.invoker ?? nobody("not known"), victim = incident.victims[0] ?? nobody("nobody was killed");
  const more = incident.victims.length - 1, down = incident.postgres.down_s;
  return (
    <div class="cards">
      <Card title="Culprit" meaning="what the memory went to without need" tone="culprit" name={culprit ? culpritName(culprit) : incident.verdict === "undecided" ? "undecided" : "nobody in particular"}
            size={culprit?.bytes} statement={culprit?.statement} />
      <Card title="Invoker" meaning="asked for the page that could not be had" tone="invoker" name={who(invoker)} size={invoker.anon_bytes} statement={invoker.statement} />
      <Card title="Victim" meaning={incident.outcome === "enomem" ? "was refused memory" : "was killed"} tone="victim" name={who(victim) + (more > 0 ? ` and ${more} more` : "")}
            size={victim.anon_bytes} statement={victim.statement} />
      <section class="card outage" aria-label="Outage">
        <h2>Outage</h2>
        <p class="meaning">from the crash to "ready to accept connections"</p>
        <p class="who">{down !== null ? duration(down) : incident.postgres.crashed ? "until the end of the log" : "PostgreSQL stayed up, as far as is known"}</p>
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
      {large.map((inner) => <li key={inner.name}>{inner.name.replaceAll("_", " ")}: {bytes(inner.bytes)}</li>)}
      {small.length > 0 ? <li>{small.length} more: {bytes(small.reduce((sum, inner) => sum + inner.bytes, 0))}</li> : null}
    </ul>
  );
}

export function Ledger({ incident }: { incident: Incident }) {
  const { ledger } = incident, total = ledger.total_bytes;
  if (total <= 0) return null;
  const parts: LedgerPart[] = [...ledger.parts, { name: "unaccounted", bytes: Math.max(0, ledger.unaccounted_bytes), low: 0, high: 0, at: null, within: [] }];
  let x = 0;
  const bars = parts.map((part, i) => {
    const width = (100 * Math.max(0, part.bytes)) / total, start = x;
    x += width;
    return <rect key={part.name} class={`part-${i % 10}`} x={start} width={width} y="0" height="10"><title>{`${part.name}: ${bytes(part.bytes)}, ${percent(part.bytes / total)}`}</title></rect>;
  });
  return (
    <section id="ledger">
      <h2>Where the memory was</h2>
      <p>{bytes(total)} of {ledger.of}</p>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={parts.filter((p) => p.bytes / total >= 0.01).map((p) => `${p.name} ${percent(p.bytes / total)}`).join(", ")}>{bars}</svg>
      <ul class="legend">
        {parts.map((part, i) => (
          <li key={part.name}>
            <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class={`part-${i % 10}`} width="1" height="1" /></svg>
            <span>{part.name}</span> <b>{bytes(part.bytes)}</b> <span class="share">{percent(part.bytes / total)}</span>
            {part.low !== part.high && part.high > 0 ? <span class="share"> between {bytes(part.low)} and {bytes(part.high)}</span> : null}
            <Within part={part} total={total} />
          </li>
        ))}
      </ul>
    </section>
  );
}
