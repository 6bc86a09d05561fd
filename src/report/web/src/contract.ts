// The JSON contract (docs/report.schema.json), as far as the viewer shows it.
export interface Place { path: string; first_line: number; last_line: number }
export interface Person {
  pid: number | null; comm: string; role: string; user?: string; database?: string; application?: string; statement?: string; anon_bytes?: number | null;
}
export interface Culprit {
  kind: string; pid: number | null; name: string; user: string; database: string; application: string; statement: string; bytes: number | null; count: number | null;
}
export interface Evidence { bearing: "supports" | "contradicts"; term: string; decibans: number; claim: string; quote: string; at: Place }
export interface Missing { what: string; why: string; how_to_get_it: string }
export interface Hypothesis {
  rank: number; cause: string; mechanism: string; likelihood: number; decibans: number; support: string; outcome: string; culprit: Culprit | null;
  counterfactual: { free_without_bytes: number; sufficient: boolean; assumption: string } | null; evidence: Evidence[]; missing: Missing[];
}
export interface LedgerPart { name: string; bytes: number; low: number; high: number; at: Place | null; within: LedgerPart[] }
export interface Process {
  pid: number; comm: string; command: string; role: string; role_inferred: boolean; user: string; database: string; application: string; statement: string;
  anon_bytes: number | null; anon_low_bytes: number | null; anon_high_bytes: number | null; shmem_bytes: number | null; rss_bytes: number | null; page_tables_bytes: number | null; swap_bytes: number | null;
  oom_score_adj: number | null; age_s: number | null; victim: boolean; invoker: boolean; at: Place | null;
}
export interface ContextNode { depth: number; name: string; ident: string; count: number; own_bytes: number; used_bytes: number; subtree_bytes: number; at: Place }
export interface Decline {
  series: string; onset: string; slack_s: number; taken_bytes: number; bytes_per_s: number; older_than_history: boolean; text: string;
  started: { at: string; kind: string; pid: number | null; text: string; quote: string; at_source: Place }[];
}
export interface TimelineEntry { at: string; slack_s: number; kind: string; text: string; at_source: { path: string; line: number } }
export interface Check {
  id: string; status: string; title: string; found: string; wanted: string; why: string; remedy: string; evidence: { quote: string; at: Place }[]; sources: string[];
}
export interface Incident {
  id: number; at: string; slack_s: number; outcome: string; scope: string | null; kernel_release: string;
  victim: Person | null; victims: Person[]; invoker: Person | null;
  postgres: { version: string; crashed: boolean; down_s: number | null; sessions_lost: number | null; rejected_connections: number };
  ledger: { of: string; total_bytes: number | null; parts: LedgerPart[]; unaccounted_bytes: number; overlaps?: boolean };
  hypotheses: Hypothesis[]; verdict: "culprit" | "last_straw" | "undecided"; summary: string; processes: Process[]; processes_left_out: number;
  memory_contexts: { total_bytes: number | null; contexts: number; at: Place; nodes: ContextNode[] } | null;
  decline: Decline | null; timeline: TimelineEntry[]; series?: Series[]; checklist: Check[]; fragments: Record<string, string>;
}
export interface Series { name: string; unit: string; path?: string; points: [string, number][] }
export interface Input {
  path: string; format: string; lines: number; parsed: number; noise: number; unrecognised: number; note: string; wrapper?: string;
  clock: { zone: string; offset_s: number; slack_s: number; how: string };
}
export interface Report { schema_version: number; tool: { name: string; version: string }; inputs: Input[]; incidents: Incident[]; incidents_left_out: number }

/** A quantity over time, in seconds since 1970. */
export interface Curve { name: string; unit: string; path: string; times: number[]; values: number[] }
