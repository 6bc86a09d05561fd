// Renders a report that the page carries, or one the reader opens. It judges nothing: it shows the JSON contract.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useAddress } from "./address";
import { Calendars } from "./calendar";
import { Causes, WhatIsMissing } from "./causes";
import { Charts } from "./chart";
import { Contents } from "./contents";
import { Checklist, Contexts, Fragments, HowItRanOut, Inputs, Processes, Steps, Timeline, WhyVictim } from "./details";
import { Cards, Ledger, Told, Verdict } from "./first_screen";
import { MemoryUntilTheLimit } from "./picture";
import { fromPage, fromText, type Loaded } from "./load";
import { Around, putAwayOnEscape, Quote } from "./quote";
import { t } from "./speech";
import { WhatIfSliders } from "./what_if";
import "./style.css";

function View({ loaded }: { loaded: Loaded }) {
  const { report, curves, copies } = loaded;
  const { incident: chosen, part } = useAddress();
  useEffect(putAwayOnEscape, []);
  useEffect(() => {
    const open = () => document.querySelectorAll<HTMLDetailsElement>("details.cause:first-of-type, .step details, details.check.fail, details.check.warn").forEach((d) => (d.open = true));
    addEventListener("beforeprint", open);
    return () => removeEventListener("beforeprint", open);
  }, []);
  const incident = report.incidents.find((i) => i.id === chosen) ?? report.incidents[0];
  document.title = `${incident ? incident.title : t("no incident")} \u2013 laststraw`;
  return (
    <Around.Provider value={report.around ?? []}>
      {report.incidents.length > 1 ? (
        <nav aria-label={t("Incidents")}><ol>{report.incidents.map((i) => (
          <li key={i.id}><a href={`#incident-${i.id}`} aria-current={i === incident ? "true" : undefined}>{i.id}: {i.when}</a></li>))}</ol></nav>) : null}
      <main>
        {(report.recurrence ?? []).map((story, i) => <p key={i} class="recurrence"><b>{t("Again and again")}:</b> {story.text}</p>)}
        {incident ? (
          <>
            <Verdict incident={incident} copies={copies} />
            <Contents of={incident} />
            <Cards incident={incident} />
            <Told incident={incident} />
            <MemoryUntilTheLimit key={`m${incident.id}`} incident={incident} />
            <Steps key={`s${incident.id}`} incident={incident} />
            <Calendars report={report} />
            <Ledger incident={incident} />
            <WhatIfSliders key={`q${incident.id}`} incident={incident} />
            <HowItRanOut incident={incident} />
            <Charts key={`c${incident.id}`} incident={incident} curves={curves} />
            <Causes key={`w${incident.id}`} incident={incident} />
            <WhyVictim incident={incident} />
            <Timeline incident={incident} />
            <Processes key={`p${incident.id}`} incident={incident} part={part} />
            <Contexts incident={incident} />
            <Checklist incident={incident} />
            <Fragments incident={incident} />
            <WhatIsMissing incident={incident} />
          </>
        ) : (
          <>
            <h1>{report.no_incident}</h1>
            <ul>{(report.not_understood ?? []).map((line, i) => <li key={i}><Quote quote={line.quote} at={line.at} /></li>)}</ul>
          </>
        )}
        {report.incidents_left_out > 0 ? <p role="note">{t("{0} later incidents are not explained; choose with --since and --until.", report.incidents_left_out)}</p> : null}
        <Inputs inputs={report.inputs} />
      </main>
      <footer>{t("Made by laststraw {0}.", report.tool.version)} {t("Everything in this file is shown from the file itself; it loads nothing and sends nothing.")}</footer>
    </Around.Provider>
  );
}

function Opener({ onOpen }: { onOpen: (loaded: Loaded) => void }) {
  const [problem, setProblem] = useState("");
  const open = async (file: File | undefined) => {
    if (!file) return;
    try {
      onOpen(fromText(await file.text()));
    } catch (error) {
      setProblem(`${file.name}: ${error instanceof Error ? error.message : error}`);
    }
  };
  return (
    <main>
      <h1>laststraw</h1>
      <p><label>Open a report made with <code>laststraw analyze --json</code>: <input type="file" accept=".json,application/json" onChange={(e) => open(e.currentTarget.files?.[0])} /></label></p>
      <p role="alert">{problem}</p>
    </main>
  );
}

function App({ embedded }: { embedded: Loaded | null }) {
  const [loaded, setLoaded] = useState(embedded);
  return loaded ? <View loaded={loaded} /> : <Opener onOpen={setLoaded} />;
}

fromPage().then((embedded) => {
  const page = document.getElementById("page")!;
  page.textContent = "";                       // what stands there for readers without scripts
  render(<App embedded={embedded} />, page);
  // The sections are only there now: a link to one has not found it yet.
  if (location.hash.length > 1 && !location.hash.startsWith("#incident-")) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}, (error) => console.error("laststraw: the data in this page cannot be read", error));
