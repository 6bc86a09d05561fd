// Made by npm run types from docs/report.schema.json; not to be edited.

/**
 * laststraw report, schema_version 2. A number that is not known is null, never 0.
 */
export interface Report {
  /**
   * 2 since unknown numbers are null
   */
  schema_version: number;
  /**
   * what made it
   */
  tool: {
    /**
     * laststraw
     */
    name: string;
    /**
     * of the program
     */
    version: string;
  };
  /**
   * of the sentences: en, zh_CN; names and enumerations are always English
   */
  language: string;
  /**
   * what was given
   */
  inputs: Input[];
  /**
   * in order of time
   */
  incidents: Incident[];
  /**
   * what several incidents have in common, the longest story first
   */
  recurrence: Recurrence[];
  /**
   * beyond the limit of 2000 a run
   */
  incidents_left_out: number;
  /**
   * settings that concern memory, as far as the inputs tell; left out where they tell none
   */
  configuration?: Configured[];
  /**
   * where no incident is reported: why, in one sentence; else empty
   */
  no_incident: string;
  /**
   * no_incident as message and arguments, where it has any
   */
  no_incident_said?: Said;
  /**
   * with no_incident: lines that speak of a kill or of refused memory and could not be read, the first twenty
   */
  not_understood?: Citation[];
  /**
   * up to three lines before and after what explains the incidents, with those lines themselves, each once, by input and line; 300 at most; the first citation of every incident comes before the second of any. With --redact lines of which it is not certain what they hold are [redacted]
   */
  around?: Citation[];
}
/**
 * one file that was given
 */
export interface Input {
  /**
   * as shown: relative to what was named
   */
  path: string;
  /**
   * what it was read as: kernel_oom/dmesg, ...; empty: not read
   */
  format: string;
  /**
   * all lines; parsed, noise and unrecognised add up to them
   */
  lines: number;
  /**
   * lines that were understood
   */
  parsed: number;
  /**
   * lines that are nobody's business here
   */
  noise: number;
  /**
   * lines that looked known and could not be read
   */
  unrecognised: number;
  /**
   * how its clock was brought onto UTC
   */
  clock: {
    /**
     * UTC, +02:00, Europe/Berlin, or in the report's language: boot clock, local, as printed, unknown
     */
    zone: string;
    /**
     * UTC minus the printed time; for the boot clock the time of the boot
     */
    offset_s: number;
    /**
     * how far the clock may be off
     */
    slack_s: number;
    /**
     * what the clock was aligned by
     */
    how: string;
    /**
     * how as message and arguments, where it has any
     */
    how_said?: Said;
  };
  /**
   * what the lines stood in, outermost first: journal json, container cri, ...; absent for plain text
   */
  wrapper?: string;
  /**
   * why it was not read, or what was odd; else empty
   */
  note: string;
  /**
   * note as message and arguments, where it has any
   */
  note_said?: Said;
}
/**
 * a sentence as the program knows it: what is filled in can be read without reading prose
 */
export interface Said {
  /**
   * in English, with {0}, {1}, ... for the arguments; empty: the arguments, one after the other
   */
  message: string;
  /**
   * {0} is the first
   */
  arguments: Argument[];
}
/**
 * what fills a place
 */
export interface Argument {
  /**
   * place: a file, a cgroup, a unit, a container; name: of anything else; word: a name of this contract; sentence: it has a message and arguments
   */
  kind:
    | "text"
    | "number"
    | "bytes"
    | "percent"
    | "duration"
    | "time"
    | "pid"
    | "process"
    | "session"
    | "user"
    | "host"
    | "statement"
    | "command"
    | "place"
    | "name"
    | "word"
    | "sentence";
  /**
   * as it is shown
   */
  text?: string;
  /**
   * of a number, bytes, a percent (0.44 is 44 %), a duration (in seconds), a pid, a process (its pid)
   */
  value?: number;
  /**
   * of a time: ISO 8601, without Z where the zone is not known; or boot+N.NNNs
   */
  at?: string;
  /**
   * of a sentence
   */
  message?: string;
  /**
   * of a sentence
   */
  arguments?: Argument[];
}
/**
 * one incident, explained
 */
export interface Incident {
  /**
   * 1.. in order of time, within this report
   */
  id: number;
  /**
   * the same in every report of this incident: a hash of host, outcome, time and the victim's pid
   */
  uid: string;
  /**
   * ISO 8601, UTC; boot+SECONDSs where only the kernel's clock is known; empty where nothing is
   */
  at: string;
  /**
   * that as people read it, with its zone where it has one
   */
  when: string;
  /**
   * give or take
   */
  slack_s: number;
  /**
   * the machine's name as its log prints it; empty where none does
   */
  host: string;
  /**
   * who refused or took the memory
   */
  outcome:
    | "kernel_oom"
    | "memcg_oom"
    | "sysrq_oom"
    | "enomem"
    | "userspace_oom_killer"
    | "sigkill_no_oom"
    | "postgres_limit"
    | "allocation_failure"
    | "memory_pressure"
    | "not_memory";
  /**
   * what limited the allocation; null where not known
   */
  scope: "memcg" | "global" | "cpuset" | "mempolicy" | null;
  /**
   * as uname -r prints it; empty where not known
   */
  kernel_release: string;
  /**
   * one sufficient thing, the load as a whole, or not to be decided from these inputs
   */
  verdict: "culprit" | "last_straw" | "undecided";
  /**
   * from 0.9, 0.7 and 0.5 on; none where undecided
   */
  confidence: "high" | "moderate" | "low" | "none";
  /**
   * id of the cause that the verdict names; null where undecided
   */
  cause: string | null;
  /**
   * of the verdict; null where undecided, or nobody in particular
   */
  culprit: null | Culprit;
  /**
   * how PostgreSQL was run: systemd, docker, kubernetes, ...; null where not known
   */
  environment: string | null;
  /**
   * what that is seen from
   */
  environment_at: null | Place;
  /**
   * the verdict in one sentence
   */
  summary: string;
  /**
   * summary as message and arguments, where it has any
   */
  summary_said?: Said;
  /**
   * of an undecided incident what the inputs tell all the same, the most telling first; left out where there is nothing
   */
  told?: Claim[];
  /**
   * host, verdict and time, for a window or a link
   */
  title: string;
  /**
   * time, outcome, host, versions, outage, losses: each in words
   */
  facts: string[];
  /**
   * the first of victims
   */
  victim: null | Person;
  /**
   * who was killed or refused memory, in order
   */
  victims: Person[];
  /**
   * who asked for the page that could not be had
   */
  invoker: null | Person;
  /**
   * what PostgreSQL did
   */
  postgres: Postgres;
  /**
   * where the memory was
   */
  ledger: Ledger;
  /**
   * what the judgement reckons with
   */
  quantities: Quantity[];
  /**
   * of an OOM kill, besides the kernel's own report
   */
  witnesses: Witness[];
  /**
   * the causes, most likely first
   *
   * @minItems 1
   */
  hypotheses: [Hypothesis, ...Hypothesis[]];
  /**
   * at the first kill, else of the last capture before; the 5000 largest
   */
  processes: Process[];
  /**
   * processes beyond these
   */
  processes_left_out: number;
  /**
   * of the session that was refused memory
   */
  memory_contexts: null | MemoryContexts;
  /**
   * how memory ran out
   */
  decline: null | Decline;
  /**
   * what happened, in order
   */
  timeline: TimelineEntry[];
  /**
   * history around the incident; absent from lines of a scan
   */
  series?: Series[];
  /**
   * null where neither lists of processes nor counters show how it came to that; absent from lines of a scan
   */
  memory_picture?: null | MemoryPicture;
  /**
   * null where none changes anything; absent from lines of a scan
   */
  sliders?: null | Sliders;
  /**
   * null where no table was printed
   */
  why_victim: null | WhyVictim;
  /**
   * what to do, by heading, most effect first
   */
  steps: Step[];
  /**
   * answers to --what-if
   */
  what_ifs: Tried[];
  /**
   * conditions of this machine against thresholds
   */
  checklist: Check[];
  /**
   * configuration to put in place: file name to text
   */
  fragments: {
    [k: string]: string;
  };
}
/**
 * what the memory went to without need
 */
export interface Culprit {
  /**
   * what sort of thing
   */
  kind: "backend" | "group" | "process" | "setting" | "file" | "limit" | "kernel" | "sender";
  /**
   * of a backend or process; null where it is not known
   */
  pid: number | null;
  /**
   * of a program, setting, limit, or what the group consists of
   */
  name: string;
  /**
   * name as message and arguments, where it has any
   */
  name_said?: Said;
  /**
   * in words: pid 372 etl@shop (etl_loader), 68 sessions, setting shared_buffers
   */
  who: string;
  /**
   * database role; empty where not known
   */
  user: string;
  /**
   * empty where not known
   */
  database: string;
  /**
   * application_name; empty where not known
   */
  application: string;
  /**
   * what it was running, as logged; empty where not known
   */
  statement: string;
  /**
   * the memory that it took; null where it is not known
   */
  bytes: number | null;
  /**
   * of a group: how many; null where it is not known
   */
  count: number | null;
}
/**
 * where a human can check it
 */
export interface Place {
  /**
   * as in inputs
   */
  path: string;
  /**
   * from 1; 0: the file as a whole
   */
  first_line: number;
  /**
   * inclusive
   */
  last_line: number;
}
/**
 * a sentence, and the words that show it
 */
export interface Claim {
  /**
   * what is said
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * the words that show it
   */
  quote: string;
  /**
   * where they stand
   */
  at: Place;
}
/**
 * a victim or the invoker
 */
export interface Person {
  /**
   * as the kernel counts; null where it is not known
   */
  pid: number | null;
  /**
   * the program's name, 15 bytes at most; of programs that a capture shows, the command line
   */
  comm: string;
  /**
   * backend, postmaster, autovacuum, parallel_worker, ..., external
   */
  role: string;
  /**
   * in words: pid 372 backend etl@shop (etl_loader)
   */
  who: string;
  /**
   * database role; empty where not known
   */
  user: string;
  /**
   * empty where not known
   */
  database: string;
  /**
   * application_name; empty where not known
   */
  application: string;
  /**
   * what it was running, as logged; empty where not known
   */
  statement: string;
  /**
   * private memory; the middle where only an interval is known; null where it is not known
   */
  anon_bytes: number | null;
  /**
   * resident shared memory, counted again in each process; null where it is not known
   */
  shmem_bytes: number | null;
  /**
   * what it is known from
   */
  evidence: Citation[];
}
/**
 * words of an input and their place
 */
export interface Citation {
  /**
   * the words there, cut to 500 bytes
   */
  quote: string;
  /**
   * where they stand
   */
  at: Place;
}
/**
 * what PostgreSQL did
 */
export interface Postgres {
  /**
   * 15.18; empty where not known
   */
  version: string;
  /**
   * all sessions were ended
   */
  crashed: boolean;
  /**
   * from the crash to ready to accept connections; null where not known
   */
  down_s: number | null;
  /**
   * sessions that ended with it; null where it is not known
   */
  sessions_lost: number | null;
  /**
   * connections refused meanwhile
   */
  rejected_connections: number;
  /**
   * a log of the server among the inputs covers the time of the incident
   */
  log_covers: boolean;
  /**
   * the postmaster itself was killed and no later start is seen: only a supervisor brings the server back
   */
  stays_down: boolean;
  /**
   * in words: down 0.09 s, down; the log that was given ends before it is ready again, ...
   */
  outage: string;
  /**
   * outage as message and arguments, where it has any
   */
  outage_said?: Said;
}
/**
 * where the memory was: the parts and what is unaccounted are the total
 */
export interface Ledger {
  /**
   * RAM, RAM and swap, cgroup limit; empty where not known
   */
  of: string;
  /**
   * what there was; null where it is not known
   */
  total_bytes: number | null;
  /**
   * where it was
   */
  parts: LedgerPart[];
  /**
   * the total without the parts; negative where they are more; null where it is not known
   */
  unaccounted_bytes: number | null;
  /**
   * of the total
   */
  unaccounted_share: number | null;
  /**
   * why the parts are more than the total; else empty
   */
  note: string;
  /**
   * note as message and arguments, where it has any
   */
  note_said?: Said;
  /**
   * where the total stands
   */
  at: null | Place;
}
/**
 * a named share of the memory
 */
export interface LedgerPart {
  /**
   * postgres private, shared memory, page tables, python3 private, ...
   */
  name: string;
  /**
   * the name in the language of the report
   */
  label: string;
  /**
   * the middle of low and high
   */
  bytes: number;
  /**
   * at least
   */
  low: number;
  /**
   * at most
   */
  high: number;
  /**
   * of the total, 0..1
   */
  share: number | null;
  /**
   * what it is read from
   */
  at: null | Place;
  /**
   * what it consists of, as far as that is known; not to be added to the parts
   */
  within: LedgerPart[];
}
/**
 * a number that the judgement rests on: the tightest interval that its derivations leave
 */
export interface Quantity {
  /**
   * ram_bytes, swap_bytes, total_bytes (RAM and swap), limit_bytes, commit_limit_bytes, shared_buffers_bytes, shared_memory_bytes, work_mem_bytes, requested_bytes
   */
  name: string;
  /**
   * at least
   */
  low: number | null;
  /**
   * at most
   */
  high: number | null;
  /**
   * how it is known, the most direct way first
   *
   * @minItems 1
   */
  derivations: [Derivation, ...Derivation[]];
  /**
   * where two of them do not go together: which, and which counts; else empty
   */
  contradiction: string;
  /**
   * contradiction as message and arguments, where it has any
   */
  contradiction_said?: Said;
}
/**
 * one way to know a number
 */
export interface Derivation {
  /**
   * at least
   */
  low: number | null;
  /**
   * at most
   */
  high: number | null;
  /**
   * in words
   */
  how: string;
  /**
   * how as message and arguments, where it has any
   */
  how_said?: Said;
  /**
   * the line; null where it was given on the command line
   */
  at: null | Place;
}
/**
 * somebody besides the kernel's own report who says that there was an OOM kill
 */
export interface Witness {
  /**
   * systemd, container, counter
   */
  kind: string;
  /**
   * when; empty where it does not say
   */
  at: string;
  /**
   * in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * its words
   */
  quote: string;
  at_source: Place;
}
/**
 * a cause that was considered
 */
export interface Hypothesis {
  /**
   * 1 is the most likely
   */
  rank: number;
  /**
   * its id: laststraw explain ID
   */
  cause: string;
  /**
   * how, where the cause has several ways; else empty
   */
  mechanism: string;
  /**
   * cause and mechanism in words
   */
  label: string;
  /**
   * among the first two that apply, or at least 1 %: what a short report shows
   */
  shown: boolean;
  /**
   * all of an incident add up to 1
   */
  likelihood: number;
  /**
   * prior and evidence together
   */
  decibans: number;
  /**
   * the verbal scale of forensic reporting; empty below weak
   */
  support: "" | "weak" | "moderate" | "strong" | "very strong";
  /**
   * what came of it
   */
  outcome: "supported" | "refuted" | "undecided" | "not_applicable";
  /**
   * the verdict should this one lead
   */
  sentence: string;
  /**
   * sentence as message and arguments, where it has any
   */
  sentence_said?: Said;
  /**
   * who it would be
   */
  culprit: null | Culprit;
  /**
   * what if
   */
  counterfactual: null | Counterfactual;
  /**
   * for and against
   */
  evidence: Evidence[];
  /**
   * what would have told more
   */
  missing: Missing[];
}
/**
 * what if it had not been
 */
export interface Counterfactual {
  /**
   * what would have been free
   */
  free_without_bytes: number;
  /**
   * and that would have been enough
   */
  sufficient: boolean;
  /**
   * without what
   */
  assumption: string;
  /**
   * assumption as message and arguments, where it has any
   */
  assumption_said?: Said;
  /**
   * all of it in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
}
/**
 * a claim, the words it rests on, and what it weighs
 */
export interface Evidence {
  /**
   * which way it points
   */
  bearing: "supports" | "contradicts";
  /**
   * its row in the table of weights
   */
  term: string;
  /**
   * 10 x log10 of the likelihood ratio; negative where it contradicts
   */
  decibans: number;
  /**
   * what is said
   */
  claim: string;
  /**
   * claim as message and arguments, where it has any
   */
  claim_said?: Said;
  /**
   * the words that show it
   */
  quote: string;
  /**
   * where they stand
   */
  at: Place;
}
/**
 * what would have told more
 */
export interface Missing {
  /**
   * what is missing
   */
  what: string;
  /**
   * what as message and arguments, where it has any
   */
  what_said?: Said;
  /**
   * whether nobody gave it, this version does not print it, or it was damaged
   */
  why: "not_supplied" | "not_printed" | "unreadable";
  /**
   * how to have it next time, or now
   */
  how_to_get_it: string;
  /**
   * how_to_get_it as message and arguments, where it has any
   */
  how_to_get_it_said?: Said;
}
/**
 * a process at that moment
 */
export interface Process {
  /**
   * as the kernel counts; null where it is not known
   */
  pid: number | null;
  /**
   * the program's name
   */
  comm: string;
  /**
   * its title or command line where a capture shows it; else empty
   */
  command: string;
  /**
   * backend, postmaster, ..., external
   */
  role: string;
  /**
   * by order and sizes only
   */
  role_inferred: boolean;
  /**
   * in words
   */
  who: string;
  /**
   * database role; empty where not known
   */
  user: string;
  /**
   * empty where not known
   */
  database: string;
  /**
   * application_name; empty where not known
   */
  application: string;
  /**
   * what it was running, as logged; empty where not known
   */
  statement: string;
  /**
   * private memory, the middle; null where it is not known
   */
  anon_bytes: number | null;
  /**
   * at least; null where it is not known
   */
  anon_low_bytes: number | null;
  /**
   * at most; null where it is not known
   */
  anon_high_bytes: number | null;
  /**
   * resident shared memory; null where it is not known
   */
  shmem_bytes: number | null;
  /**
   * resident, with shared memory counted again in each process; null where it is not known
   */
  rss_bytes: number | null;
  /**
   * its page tables; null where it is not known
   */
  page_tables_bytes: number | null;
  /**
   * swapped out; null where it is not known
   */
  swap_bytes: number | null;
  /**
   * -1000 to 1000; null where it is not known
   */
  oom_score_adj: number | null;
  /**
   * since it started; null where it is not known
   */
  age_s: number | null;
  /**
   * was killed
   */
  victim: boolean;
  /**
   * asked for the page that could not be had
   */
  invoker: boolean;
  /**
   * its row
   */
  at: null | Place;
}
/**
 * the refused session's memory contexts
 */
export interface MemoryContexts {
  /**
   * the grand total; null where it is not known
   */
  total_bytes: number | null;
  /**
   * how many
   */
  contexts: number;
  /**
   * where the dump begins
   */
  at: Place;
  /**
   * as a tree in pre-order
   */
  nodes: Context[];
}
/**
 * contexts of one name under one parent
 */
export interface Context {
  /**
   * 0 is TopMemoryContext
   */
  depth: number;
  /**
   * of the context
   */
  name: string;
  /**
   * what it belongs to, where it is one context; may be a statement
   */
  ident: string;
  /**
   * contexts of this name under this parent
   */
  count: number;
  /**
   * of these alone
   */
  own_bytes: number;
  /**
   * of that in use
   */
  used_bytes: number;
  /**
   * with all below
   */
  subtree_bytes: number;
  /**
   * its line
   */
  at: Place;
}
/**
 * how memory ran out before the incident
 */
export interface Decline {
  /**
   * what it was read from
   */
  series: string;
  /**
   * since when, ISO 8601, UTC
   */
  onset: string;
  /**
   * give or take
   */
  slack_s: number;
  /**
   * how much
   */
  taken_bytes: number;
  /**
   * how fast; null where that is no number
   */
  bytes_per_s: number | null;
  /**
   * it began before the first sample
   */
  older_than_history: boolean;
  /**
   * all of it in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * the sample at the onset
   */
  at: Place;
  /**
   * what began then
   */
  started: Started[];
}
/**
 * what began while memory began to run out
 */
export interface Started {
  /**
   * ISO 8601, UTC
   */
  at: string;
  /**
   * as people read it
   */
  when: string;
  /**
   * what began
   */
  kind: "process" | "session" | "statement" | "connections" | "autovacuum" | "unit" | "cron";
  /**
   * of it; null where it is not known
   */
  pid: number | null;
  /**
   * in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * the line
   */
  quote: string;
  /**
   * where it stands
   */
  at_source: Place;
}
/**
 * something that happened
 */
export interface TimelineEntry {
  /**
   * ISO 8601, UTC; boot+SECONDSs; empty where not known
   */
  at: string;
  /**
   * as people read it, with slack
   */
  when: string;
  /**
   * give or take
   */
  slack_s: number;
  /**
   * kernel_kill, postgres_crash, ready, ...
   */
  kind: string;
  /**
   * in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * where it stands
   */
  at_source: {
    /**
     * as in inputs
     */
    path: string;
    /**
     * from 1
     */
    line: number;
  };
}
/**
 * a quantity over time, a day before and after
 */
export interface Series {
  /**
   * mem_available_bytes, memcg_usage_bytes, psi_memory_some_avg10_percent, ...
   */
  name: string;
  /**
   * bytes, percent, ...
   */
  unit: string;
  /**
   * the input that it is from
   */
  path: string;
  /**
   * what was left out of it; absent where nothing was
   */
  note?: string;
  /**
   * note as message and arguments, where it has any
   */
  note_said?: Said;
  /**
   * [time as ISO 8601, UTC; value], ascending
   */
  points: [string, number][];
}
/**
 * memory by session and program until the limit, to be drawn as a stack
 */
export interface MemoryPicture {
  /**
   * captures: lists of processes and the kernel's table; counters: where there are no lists
   */
  from: "captures" | "counters";
  /**
   * what the limit is
   */
  of: "RAM" | "cgroup limit";
  /**
   * where memory ends; null where not known
   */
  limit_bytes: number | null;
  /**
   * times, ascending: milliseconds since 1970, UTC
   */
  at_ms: number[];
  /**
   * from the bottom up, the culprit last; a dozen at most
   */
  layers: MemoryLayer[];
  /**
   * the sum by a counter that was read more often than the lists were made; null where there is none
   */
  counter: null | {
    /**
     * what was counted
     */
    what: string;
    /**
     * what as message and arguments, where it has any
     */
    what_said?: Said;
    /**
     * times, ascending
     */
    at_ms: number[];
    /**
     * for each of them
     */
    bytes: number[];
  };
  /**
   * what to write on it, ascending in time
   */
  marks: {
    /**
     * when
     */
    at_ms: number;
    /**
     * what kind of event
     */
    kind: "start" | "decline" | "kill" | "ready";
    /**
     * in words
     */
    what: string;
    /**
     * what as message and arguments, where it has any
     */
    what_said?: Said;
  }[];
  /**
   * what was held at the end, in a sentence
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * how the sizes were come by
   */
  note: string;
  /**
   * note as message and arguments, where it has any
   */
  note_said?: Said;
}
/**
 * what one session, one program or one kind of memory held
 */
export interface MemoryLayer {
  /**
   * sessions and programs: several of them together; in_use: all of it, where nothing tells more
   */
  kind:
    | "session"
    | "program"
    | "sessions"
    | "programs"
    | "anonymous"
    | "in_use"
    | "shared_memory"
    | "huge_pages"
    | "page_tables"
    | "slab"
    | "kernel_stacks";
  /**
   * who or what held it, in words
   */
  name: string;
  /**
   * name as message and arguments, where it has any
   */
  name_said?: Said;
  /**
   * of one session; null for others
   */
  pid: number | null;
  /**
   * what the verdict is about
   */
  culprit: boolean;
  /**
   * for each of the picture's times; null where not known
   */
  bytes: (number | null)[];
}
/**
 * the simulator's answers for many values of what people turn first
 */
export interface Sliders {
  /**
   * what was free
   */
  free_bytes: number;
  /**
   * from so much free on there would have been no kill
   */
  enough_bytes: number;
  /**
   * somebody would have taken what comes free elsewhere
   */
  grows: boolean;
  /**
   * only those that change something
   */
  sliders: {
    /**
     * what --what-if calls it: work_mem@report
     */
    question: string;
    /**
     * in words
     */
    what: string;
    /**
     * what as message and arguments, where it has any
     */
    what_said?: Said;
    /**
     * of its values
     */
    unit: "bytes" | "number";
    /**
     * name of the ledger's part that it moves; total: the whole
     */
    part: string;
    /**
     * as it was; null where not known
     */
    now: number | null;
    /**
     * by value, ascending
     */
    trials: Trial[];
  }[];
}
/**
 * what would have been with this value: as --what-if answers it
 */
export interface Trial {
  /**
   * bytes or a number
   */
  value: number;
  /**
   * how the incident would have ended
   */
  kind: "unknown" | "no_kill" | "error_instead" | "other_victim" | "later" | "warns" | "no_effect" | "harm";
  /**
   * in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * what would have been free, at least; null where not known
   */
  free_after_bytes: number | null;
  /**
   * what it would have freed, at least; negative: taken
   */
  freed_low_bytes: number;
  /**
   * what it would have freed, at most
   */
  freed_high_bytes: number;
  /**
   * what it would have added to the total
   */
  added_bytes: number;
  /**
   * whoever grew would not have taken what came free
   */
  bounds: boolean;
}
/**
 * why the kernel chose this process, by its own arithmetic
 */
export interface WhyVictim {
  /**
   * the kernels that reckon so; empty where the release is not known
   */
  era: string;
  /**
   * the ten with most points
   */
  rows: BadnessRow[];
  /**
   * of the victim, from 1; null where it is not in the table
   */
  rank: number | null;
  /**
   * pid of who would have been killed without it
   */
  next: number | null;
  /**
   * never killed: oom_score_adj -1000
   */
  spared: BadnessRow[];
  /**
   * as the kernel printed it; null where it does not
   */
  printed_score: number | null;
  /**
   * in one sentence
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
}
/**
 * what the kernel reckoned for a process
 */
export interface BadnessRow {
  /**
   * its pid
   */
  pid: number;
  /**
   * its name, at most 15 bytes
   */
  comm: string;
  /**
   * in thousandths of RAM and swap, or of the limit
   */
  points: number;
  /**
   * the part of it that oom_score_adj adds
   */
  of_adjustment: number;
  /**
   * its row
   */
  at: Place;
}
/**
 * something to do, tried on this incident
 */
export interface Step {
  /**
   * stable: laststraw explain ID
   */
  id: string;
  /**
   * the heading it stands under
   */
  when: "now" | "prevent" | "observe";
  /**
   * with this incident's role, statement, pid, limit and numbers
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * to run; empty where there is none
   */
  command: string;
  /**
   * to write down; null where there is none
   */
  fragment: null | Line;
  /**
   * a role, the server, the machine, the container, a program
   */
  applies_to: string;
  /**
   * applies_to as message and arguments, where it has any
   */
  applies_to_said?: Said;
  /**
   * whether condition holds here
   */
  precondition: "unknown" | "met" | "not met";
  /**
   * what must be so; empty: nothing
   */
  condition: string;
  /**
   * condition as message and arguments, where it has any
   */
  condition_said?: Said;
  /**
   * what the numbers and the condition are seen from
   */
  evidence: Citation[];
  /**
   * what it would have made of this incident
   */
  effect: Effect;
  /**
   * what it may cost
   */
  risk: string;
  /**
   * before it holds
   */
  needs: "nothing" | "reload" | "restart" | "reboot";
  /**
   * the way back
   */
  undo: string;
  /**
   * where the advice is from
   */
  sources: string[];
  /**
   * asked for by a check, not by the verdict
   */
  good_practice: boolean;
  /**
   * false: it would have done harm or cannot be done here; effect or condition says why
   */
  given: boolean;
  /**
   * the database role it is for; empty where there is none
   */
  user: string;
  /**
   * of an undecided verdict: the causes it is for, should one of them be the one; empty: it holds whatever the cause, or the verdict asks for it
   */
  if_causes: string[];
}
/**
 * one line of configuration
 */
export interface Line {
  /**
   * postgresql.conf, sysctl.conf, systemd, kubernetes, compose, a provider's list of parameters
   */
  file: string;
  /**
   * its name, of YAML its path
   */
  setting: string;
  /**
   * as it is written there
   */
  value: string;
}
/**
 * what would have happened
 */
export interface Effect {
  /**
   * how the incident would have ended
   */
  kind: "unknown" | "no_kill" | "error_instead" | "other_victim" | "later" | "warns" | "no_effect" | "harm";
  /**
   * in words
   */
  text: string;
  /**
   * text as message and arguments, where it has any
   */
  text_said?: Said;
  /**
   * what would have been free, at least; null where not known
   */
  free_after_bytes: number | null;
}
/**
 * a question of --what-if
 */
export interface Tried {
  /**
   * as typed
   */
  question: string;
  /**
   * the answer
   */
  effect: Effect;
}
/**
 * an item of the checklist
 */
export interface Check {
  /**
   * stable: laststraw explain ID
   */
  id: string;
  /**
   * what came of it
   */
  status: "fail" | "warn" | "pass" | "unknown" | "not_applicable";
  /**
   * what is checked
   */
  title: string;
  /**
   * what there is
   */
  found: string;
  /**
   * found as message and arguments, where it has any
   */
  found_said?: Said;
  /**
   * what there should be
   */
  wanted: string;
  /**
   * wanted as message and arguments, where it has any
   */
  wanted_said?: Said;
  /**
   * what for
   */
  why: string;
  /**
   * what to do
   */
  remedy: string;
  /**
   * remedy as message and arguments, where it has any
   */
  remedy_said?: Said;
  /**
   * what it is seen from
   */
  evidence: Citation[];
  /**
   * where the advice is from
   */
  sources: string[];
}
/**
 * incidents that are one story
 */
export interface Recurrence {
  /**
   * their ids, in order of time
   *
   * @minItems 2
   */
  incidents: [number, number, ...number[]];
  /**
   * what they share
   */
  by: "statement" | "application" | "role" | "program" | "unit" | "cause";
  /**
   * their victims share it: no culprit is known
   */
  of_victims: boolean;
  /**
   * in words
   */
  what: string;
  /**
   * what as message and arguments
   */
  what_said?: Said;
  /**
   * time of the first; empty where it is not known
   */
  since: string;
  /**
   * the rhythm, in words; empty where there is none
   */
  every: string;
  /**
   * every as message and arguments
   */
  every_said?: Said;
  /**
   * what may start it, and where to look; empty where nothing tells
   */
  look_at: string;
  /**
   * where it was larger each time, or as large each time; else empty
   */
  growth: string;
  /**
   * growth as message and arguments
   */
  growth_said?: Said;
  /**
   * of the statement they share: the same for statements that differ in constants only; else empty
   */
  fingerprint: string;
  /**
   * all of it in words
   */
  text: string;
  /**
   * text as message and arguments
   */
  text_said?: Said;
}
/**
 * how the server or the machine was set
 */
export interface Configured {
  /**
   * whose setting it is
   */
  of: "postgresql" | "kernel";
  /**
   * work_mem, vm.overcommit_memory, ...
   */
  name: string;
  /**
   * sizes with their unit, the rest as written
   */
  value: string;
  /**
   * value as message and arguments, where it has any: a size in bytes
   */
  value_said?: Said;
  /**
   * where it was read
   */
  at: null | Place;
}
