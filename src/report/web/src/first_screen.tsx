// The verdict, who is who, and where the memory was.
import { addressOf } from "./address";
import { CopyButtons } from "./copies";
import type { Incident, LedgerPart, Person } from "./contract";
import { bytes, percent, words } from "./format";
import type { Copies } from "./load";
import { shareOf } from "./parts";
import { Quote } from "./quote";
import { t } from "./speech";

const verdicts = { culprit: t("Culprit found"), last_straw: t("The last straw"), undecided: t("Undecided") };

/** Memory all but ran out; nobody was killed and nothing refused. */
const isNearMiss = (incident: Incident): boolean => incident.outcome === "memory_pressure";

export function Verdict({ incident, copies }: { incident: Incident; copies: Copies[] }) {
  return (
    <header class={`verdict ${incident.verdict}`}>
      <p class="badge">{isNearMiss(incident) ? t("near miss") : verdicts[incident.verdict]}</p>
      <h1>{incident.summary}</h1>
      <p class="facts">{incident.facts.join(" \u00b7 ")}</p>
      <CopyButtons copies={copies.find((one) => one.id === incident.id)} />
    </header>
  );
}

interface Role { title: string; meaning: string; tone: string; name: string; pid: number | null; size: number | null; statement: string }

/** Who is said once, whatever parts he has in it. */
function together(roles: Role[]): Role[][] {
  const cards: Role[][] = [];
  for (const role of roles) {
    const same = role.pid === null ? undefined : cards.find(([first]) => first?.pid === role.pid);
    if (same) same.push(role);
    else cards.push([role]);
  }
  return cards;
}

function Card({ roles }: { roles: Role[] }) {
  const [first] = roles as [Role], title = roles.map((role) => role.title).join(", ");
  const known = (of: (role: Role) => string | number | null) => roles.map(of).find((value) => value !== null && value !== "");
  const size = known((role) => role.size), statement = known((role) => role.statement);
  return (
    <section class={`card ${first.tone}`} aria-label={title}>
      <h2>{title}</h2>
      <p class="meaning">{roles.map((role) => role.meaning).join("; ")}</p>
      <p class="who">{(roles.find((role) => role.tone === "victim") ?? first).name}</p>
      {typeof size === "number" ? <p class="size">{bytes(size)}</p> : null}
      {statement ? <code class="statement" tabIndex={0}>{statement}</code> : null}
    </section>
  );
}

export function Cards({ incident }: { incident: Incident }) {
  const { culprit, invoker, victims: [victim, ...others] } = incident;
  const nobody = incident.verdict === "undecided" ? words("undecided") : t("nobody in particular");
  // A log that was cut before the kill says nothing of whom it hit.
  const without = isNearMiss(incident) && !victim && !invoker;
  const nobodySeen = /oom|kill/.test(incident.outcome) ? t("not known") : t("nobody was killed");
  const person = (one: Person | null | undefined) => ({ pid: one?.pid ?? null, size: one?.anon_bytes ?? null, statement: one?.statement ?? "" });
  const roles: Role[] = [
    { title: t("Culprit"), meaning: t("what the memory went to without need"), tone: "culprit", name: culprit ? culprit.who : nobody, pid: culprit?.pid ?? null, size: culprit?.bytes ?? null, statement: culprit?.statement ?? "" },
    { title: t("Invoker"), meaning: t("asked for the page that could not be had"), tone: "invoker", name: invoker ? invoker.who : t("not known"), ...person(invoker) },
    { title: t("Victim"), meaning: incident.outcome === "enomem" ? t("was refused memory") : t("was killed"), tone: "victim",
      name: !victim ? nobodySeen : others.length > 0 ? t("{0} and {1} more", victim.who, others.length) : victim.who, ...person(victim) },
  ];
  return (
    <div class="cards">
      {together(without ? roles.slice(0, 1) : roles).map((card) => <Card key={card[0]?.tone} roles={card} />)}
      <section class="card outage" aria-label={t("Outage")}>
        <h2>{t("Outage")}</h2>
        <p class="meaning">{t("from the crash to \"ready to accept connections\"")}</p>
        <p class="who">{incident.postgres.outage}</p>
      </section>
    </div>
  );
}

/** Of an undecided incident: what is known all the same. */
export function Told({ incident }: { incident: Incident }) {
  if (!incident.told?.length) return null;
  return (
    <section id="known">
      <h2>{t("What is known")}</h2>
      <ul class="evidence">
        {incident.told.map((one, i) => (
          <li key={i}>
            {one.text}
            <Quote quote={one.quote} at={one.at} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The name of a part, and the way to the processes that it is made of. */
function ToProcesses({ incident, part }: { incident: Incident; part: LedgerPart }) {
  const share = shareOf(incident, part.name);
  return share ? <a href={addressOf(incident, part)} title={t("show its processes")}>{part.label}</a> : <span>{part.label}</span>;
}

/** What a part consists of: what is a hundredth of the whole by itself, the rest together. */
function Within({ incident, part }: { incident: Incident; part: LedgerPart }) {
  const large = part.within.filter((inner) => (inner.share ?? 0) >= 0.01), small = part.within.filter((inner) => !large.includes(inner));
  if (large.length === 0) return null;
  return (
    <ul>
      {large.map((inner, i) => <li key={i}><ToProcesses incident={incident} part={inner} />: {bytes(inner.bytes)}</li>)}
      {small.length > 0 ? <li>{t("{0} more: {1}", small.length, bytes(small.reduce((sum, inner) => sum + inner.bytes, 0)))}</li> : null}
    </ul>
  );
}

const kColours = 14;

export function Ledger({ incident }: { incident: Incident }) {
  const { ledger } = incident;
  if (ledger.total_bytes === null) return null;
  const rest = ledger.unaccounted_bytes ?? 0;
  const parts: LedgerPart[] = [...ledger.parts, { name: "unaccounted", label: t("unaccounted"), bytes: rest, low: rest, high: rest, share: ledger.unaccounted_share, at: null, within: [] }];
  const share = (part: LedgerPart) => Math.max(0, part.share ?? 0);
  const whole = Math.max(1, parts.reduce((sum, part) => sum + share(part), 0));
  let x = 0;
  const bars = parts.map((part, i) => {
    const width = (100 * share(part)) / whole, start = x;
    x += width;
    // For the keyboard the legend below has links.
    const show = shareOf(incident, part.name) ? () => (location.hash = addressOf(incident, part)) : undefined;
    return <rect key={i} class={`part-${i % kColours}${show ? " leads" : ""}`} onClick={show} x={start} width={width} y="0" height="10"><title>{`${part.label}: ${bytes(part.bytes)}, ${percent(part.share ?? 0)}`}</title></rect>;
  });
  return (
    <section id="ledger">
      <h2>{t("Where the memory was")}</h2>
      <p>{t("{0} of {1}", bytes(ledger.total_bytes), words(ledger.of))}</p>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label={parts.filter((p) => share(p) >= 0.01).map((p) => `${p.label} ${percent(share(p))}`).join(", ")}>{bars}</svg>
      <ul class="legend">
        {parts.map((part, i) => (
          <li key={i}>
            <svg class="swatch" viewBox="0 0 1 1" aria-hidden="true"><rect class={`part-${i % kColours}`} width="1" height="1" /></svg>
            <ToProcesses incident={incident} part={part} /> <b>{bytes(part.bytes)}</b> <span class="share">{percent(part.share ?? 0)}</span>
            {part.low !== part.high ? <span class="share"> {t("between {0} and {1}", bytes(part.low), bytes(part.high))}</span> : null}
            <Within incident={incident} part={part} />
          </li>
        ))}
      </ul>
      {ledger.note ? <p role="note">{ledger.note}</p> : null}
    </section>
  );
}
