// When the incidents of one story happened: a mark for each, by day and hour (over more than a month: by weekday and hour).
import type { Incident, Recurrence, Report } from "./contract";
import { t } from "./speech";

interface Cell { row: number; hour: number; incidents: Incident[] }

const kMostDays = 31, kDay = 86400000, kHeight = 16, kWidth = 22, kLeft = 92, kTop = 18;
const weekdays = [t("Monday"), t("Tuesday"), t("Wednesday"), t("Thursday"), t("Friday"), t("Saturday"), t("Sunday")];
const dated = (incident: Incident): number => (/^\d{4}-.*Z$/.test(incident.at) ? Date.parse(incident.at) : NaN);

function rowsOf(incidents: Incident[]): { names: string[]; rowOf: (at: number) => number } {
  const days = incidents.map((one) => Math.floor(dated(one) / kDay)), first = Math.min(...days), count = Math.max(...days) - first + 1;
  if (count > kMostDays) return { names: weekdays, rowOf: (at) => (new Date(at).getUTCDay() + 6) % 7 };
  return {
    names: Array.from({ length: count }, (_, i) => `${new Date((first + i) * kDay).toISOString().slice(0, 10)}`),
    rowOf: (at) => Math.floor(at / kDay) - first,
  };
}

function Grid({ story, names, cells }: { story: Recurrence; names: string[]; cells: Cell[] }) {
  const most = Math.max(...cells.map((cell) => cell.incidents.length));
  return (
    <svg class="calendar" viewBox={`0 0 ${kLeft + 24 * kWidth} ${kTop + names.length * kHeight}`} role="img" aria-label={t("Days and hours (UTC): {0}", story.text)}>
      {[0, 6, 12, 18].map((hour) => <text key={hour} x={kLeft + hour * kWidth} y="12">{String(hour).padStart(2, "0")}:00</text>)}
      {names.map((name, row) => (
        <g key={row}>
          <text x="0" y={kTop + row * kHeight + 12}>{name}</text>
          <rect class="day" x={kLeft} y={kTop + row * kHeight + 1} width={24 * kWidth} height={kHeight - 2} />
        </g>))}
      {cells.map(({ row, hour, incidents }, i) => (
        <g key={i}>
          <rect class="when" fill-opacity={0.45 + (0.55 * incidents.length) / most} x={kLeft + hour * kWidth + 1} y={kTop + row * kHeight + 1} width={kWidth - 2} height={kHeight - 2} />
          <text class="count" x={kLeft + (hour + 0.5) * kWidth} y={kTop + row * kHeight + 12} text-anchor="middle">{incidents.length}</text>
          <title>{`${names[row]} ${String(hour).padStart(2, "0")}:00`}</title>
        </g>))}
    </svg>
  );
}

/** Of a story of two, or without dates, the sentence tells all there is. */
const datedOf = (story: Recurrence, report: Report): Incident[] => report.incidents.filter((one) => story.incidents.includes(one.id) && Number.isFinite(dated(one)));
const kFewest = 3;

function Calendar({ story, mine }: { story: Recurrence; mine: Incident[] }) {
  const { names, rowOf } = rowsOf(mine), cells = new Map<string, Cell>();
  for (const one of mine) {
    const at = dated(one), row = rowOf(at), hour = new Date(at).getUTCHours(), cell = cells.get(`${row} ${hour}`);
    if (cell) cell.incidents.push(one);
    else cells.set(`${row} ${hour}`, { row, hour, incidents: [one] });
  }
  return (
    <figure class="recurs">
      <figcaption>{story.what}</figcaption>
      <div class="scroll" tabIndex={0}><Grid story={story} names={names} cells={[...cells.values()]} /></div>
      <details class="numbers"><summary>{t("The same as a list")}</summary>
        <ol>{mine.map((one) => <li key={one.id} value={one.id}><a href={`#incident-${one.id}`}>{one.when}</a></li>)}</ol>
      </details>
    </figure>
  );
}

export function Calendars({ report }: { report: Report }) {
  const stories = (report.recurrence ?? []).filter((story) => datedOf(story, report).length >= kFewest);
  if (stories.length === 0) return null;
  return (
    <section id="again">
      <h2>{t("When it happened, by day and hour (UTC)")}</h2>
      {stories.map((story, i) => <Calendar key={i} story={story} mine={datedOf(story, report)} />)}
    </section>
  );
}
