// The names of the contract's members, once: whoever reads, writes, shows or changes a Document goes through these. A visitor is called
// as visit("name", member), in the order of the JSON; visit.unless_empty() for a member that is left out where it is empty.
#pragma once

#include <concepts>

#include "report/document.hpp"

namespace laststraw::report {

template <class T, class Of>
concept A = std::same_as<std::remove_const_t<T>, Of>;

void fields(auto& visit, A<Place> auto& x) { visit("path", x.path), visit("first_line", x.first_line), visit("last_line", x.last_line); }
void fields(auto& visit, A<LinePlace> auto& x) { visit("path", x.path), visit("line", x.line); }
void fields(auto& visit, A<Quote> auto& x) { visit("quote", x.quote), visit("at", x.at); }
void fields(auto& visit, A<Claim> auto& x) { visit("text", x.text), visit("quote", x.quote), visit("at", x.at); }
void fields(auto& visit, A<InputClock> auto& x) {
  visit("zone", x.zone), visit("offset_s", x.offset_s), visit("slack_s", x.slack_s), visit("how", x.how);
}
void fields(auto& visit, A<Input> auto& x) {
  visit("path", x.path), visit("format", x.format), visit("lines", x.lines), visit("parsed", x.parsed), visit("noise", x.noise);
  visit("unrecognised", x.unrecognised), visit("clock", x.clock), visit.unless_empty("wrapper", x.wrapper), visit("note", x.note);
}
void session_fields(auto& visit, auto& x) {
  visit("user", x.user), visit("database", x.database), visit("application", x.application), visit("statement", x.statement);
}
void fields(auto& visit, A<Person> auto& x) {
  visit("pid", x.pid), visit("comm", x.comm), visit("role", x.role), visit("who", x.who), session_fields(visit, x);
  visit("anon_bytes", x.anon_bytes), visit("shmem_bytes", x.shmem_bytes), visit("evidence", x.evidence);
}
void fields(auto& visit, A<Culprit> auto& x) {
  visit("kind", x.kind), visit("pid", x.pid), visit("name", x.name), visit("who", x.who), session_fields(visit, x);
  visit("bytes", x.bytes), visit("count", x.count);
}
void fields(auto& visit, A<Postgres> auto& x) {
  visit("version", x.version), visit("crashed", x.crashed), visit("down_s", x.down_s), visit("sessions_lost", x.sessions_lost);
  visit("rejected_connections", x.rejected_connections), visit("log_covers", x.log_covers), visit("stays_down", x.stays_down),
      visit("outage", x.outage);
}
void fields(auto& visit, A<LedgerPart> auto& x) {
  visit("name", x.name), visit("label", x.label), visit("bytes", x.bytes), visit("low", x.low), visit("high", x.high),
      visit("share", x.share);
  visit("at", x.at), visit("within", x.within);
}
void fields(auto& visit, A<Ledger> auto& x) {
  visit("of", x.of), visit("total_bytes", x.total_bytes), visit("parts", x.parts), visit("unaccounted_bytes", x.unaccounted_bytes);
  visit("unaccounted_share", x.unaccounted_share), visit("note", x.note), visit("at", x.at);
}
void fields(auto& visit, A<Weighed> auto& x) {
  visit("bearing", x.bearing), visit("term", x.term), visit("decibans", x.decibans), visit("claim", x.claim), visit("quote", x.quote),
      visit("at", x.at);
}
void fields(auto& visit, A<Way> auto& x) { visit("low", x.low), visit("high", x.high), visit("how", x.how), visit("at", x.at); }
void fields(auto& visit, A<Known> auto& x) {
  visit("name", x.name), visit("low", x.low), visit("high", x.high), visit("derivations", x.derivations),
      visit("contradiction", x.contradiction);
}
void fields(auto& visit, A<Configured> auto& x) { visit("of", x.of), visit("name", x.name), visit("value", x.value), visit("at", x.at); }
void fields(auto& visit, A<Testimony> auto& x) {
  visit("kind", x.kind), visit("at", x.at), visit("text", x.text), visit("quote", x.quote), visit("at_source", x.at_source);
}
void fields(auto& visit, A<Lacking> auto& x) { visit("what", x.what), visit("why", x.why), visit("how_to_get_it", x.how_to_get_it); }
void fields(auto& visit, A<WhatIf> auto& x) {
  visit("free_without_bytes", x.free_without_bytes), visit("sufficient", x.sufficient), visit("assumption", x.assumption),
      visit("text", x.text);
}
void fields(auto& visit, A<Hypothesis> auto& x) {
  visit("rank", x.rank), visit("cause", x.cause), visit("mechanism", x.mechanism), visit("label", x.label), visit("shown", x.shown);
  visit("likelihood", x.likelihood), visit("decibans", x.decibans), visit("support", x.support), visit("outcome", x.outcome),
      visit("sentence", x.sentence);
  visit("culprit", x.culprit), visit("counterfactual", x.counterfactual), visit("evidence", x.evidence), visit("missing", x.missing);
}
void fields(auto& visit, A<Process> auto& x) {
  visit("pid", x.pid), visit("comm", x.comm), visit("command", x.command), visit("role", x.role), visit("role_inferred", x.role_inferred);
  visit("who", x.who), session_fields(visit, x);
  visit("anon_bytes", x.anon_bytes), visit("anon_low_bytes", x.anon_low_bytes), visit("anon_high_bytes", x.anon_high_bytes);
  visit("shmem_bytes", x.shmem_bytes), visit("rss_bytes", x.rss_bytes), visit("page_tables_bytes", x.page_tables_bytes);
  visit("swap_bytes", x.swap_bytes), visit("oom_score_adj", x.oom_score_adj), visit("age_s", x.age_s);
  visit("victim", x.victim), visit("invoker", x.invoker), visit("at", x.at);
}
void fields(auto& visit, A<Context> auto& x) {
  visit("depth", x.depth), visit("name", x.name), visit("ident", x.ident), visit("count", x.count), visit("own_bytes", x.own_bytes);
  visit("used_bytes", x.used_bytes), visit("subtree_bytes", x.subtree_bytes), visit("at", x.at);
}
void fields(auto& visit, A<Contexts> auto& x) {
  visit("total_bytes", x.total_bytes), visit("contexts", x.contexts), visit("at", x.at), visit("nodes", x.nodes);
}
void fields(auto& visit, A<Started> auto& x) {
  visit("at", x.at), visit("when", x.when), visit("kind", x.kind), visit("pid", x.pid), visit("text", x.text), visit("quote", x.quote);
  visit("at_source", x.at_source);
}
void fields(auto& visit, A<Decline> auto& x) {
  visit("series", x.series), visit("onset", x.onset), visit("slack_s", x.slack_s), visit("taken_bytes", x.taken_bytes),
      visit("bytes_per_s", x.bytes_per_s);
  visit("older_than_history", x.older_than_history), visit("text", x.text), visit("at", x.at), visit("started", x.started);
}
void fields(auto& visit, A<Entry> auto& x) {
  visit("at", x.at), visit("when", x.when), visit("slack_s", x.slack_s), visit("kind", x.kind), visit("text", x.text),
      visit("at_source", x.at_source);
}
void fields(auto& visit, A<Series> auto& x) {
  visit("name", x.name), visit("unit", x.unit), visit("path", x.path), visit.unless_empty("note", x.note), visit("points", x.points);
}
void fields(auto& visit, A<MemoryLayer> auto& x) {
  visit("kind", x.kind), visit("name", x.name), visit("pid", x.pid), visit("culprit", x.culprit), visit("bytes", x.bytes);
}
void fields(auto& visit, A<MemoryCounter> auto& x) { visit("what", x.what), visit("at_ms", x.at_ms), visit("bytes", x.bytes); }
void fields(auto& visit, A<MemoryMark> auto& x) { visit("at_ms", x.at_ms), visit("kind", x.kind), visit("what", x.what); }
void fields(auto& visit, A<MemoryPicture> auto& x) {
  visit("from", x.from), visit("of", x.of), visit("limit_bytes", x.limit_bytes), visit("at_ms", x.at_ms), visit("layers", x.layers);
  visit("counter", x.counter), visit("marks", x.marks), visit("text", x.text), visit("note", x.note);
}
void fields(auto& visit, A<Trial> auto& x) {
  visit("value", x.value), visit("kind", x.kind), visit("text", x.text), visit("free_after_bytes", x.free_after_bytes);
  visit("freed_low_bytes", x.freed_low_bytes), visit("freed_high_bytes", x.freed_high_bytes), visit("added_bytes", x.added_bytes);
  visit("bounds", x.bounds);
}
void fields(auto& visit, A<Slider> auto& x) {
  visit("question", x.question), visit("what", x.what), visit("unit", x.unit), visit("part", x.part), visit("now", x.now);
  visit("trials", x.trials);
}
void fields(auto& visit, A<Sliders> auto& x) {
  visit("free_bytes", x.free_bytes), visit("enough_bytes", x.enough_bytes), visit("grows", x.grows), visit("sliders", x.sliders);
}
void fields(auto& visit, A<Check> auto& x) {
  visit("id", x.id), visit("status", x.status), visit("title", x.title), visit("found", x.found), visit("wanted", x.wanted),
      visit("why", x.why);
  visit("remedy", x.remedy), visit("evidence", x.evidence), visit("sources", x.sources);
}
void fields(auto& visit, A<BadnessRow> auto& x) {
  visit("pid", x.pid), visit("comm", x.comm), visit("points", x.points), visit("of_adjustment", x.of_adjustment), visit("at", x.at);
}
void fields(auto& visit, A<WhyVictim> auto& x) {
  visit("era", x.era), visit("rows", x.rows), visit("rank", x.rank), visit("next", x.next), visit("spared", x.spared);
  visit("printed_score", x.printed_score), visit("text", x.text);
}
void fields(auto& visit, A<Line> auto& x) { visit("file", x.file), visit("setting", x.setting), visit("value", x.value); }
void fields(auto& visit, A<Effect> auto& x) { visit("kind", x.kind), visit("text", x.text), visit("free_after_bytes", x.free_after_bytes); }
void fields(auto& visit, A<Step> auto& x) {
  visit("id", x.id), visit("when", x.when), visit("text", x.text), visit("command", x.command), visit("fragment", x.fragment);
  visit("applies_to", x.applies_to), visit("precondition", x.precondition), visit("condition", x.condition), visit("evidence", x.evidence);
  visit("effect", x.effect), visit("risk", x.risk), visit("needs", x.needs), visit("undo", x.undo), visit("sources", x.sources);
  visit("good_practice", x.good_practice), visit("given", x.given), visit("user", x.user), visit("if_causes", x.if_causes);
}
void fields(auto& visit, A<Tried> auto& x) { visit("question", x.question), visit("effect", x.effect); }
void fields(auto& visit, A<Incident> auto& x) {
  visit("id", x.id), visit("uid", x.uid), visit("at", x.at), visit("when", x.when), visit("slack_s", x.slack_s), visit("host", x.host);
  visit("outcome", x.outcome), visit("scope", x.scope), visit("kernel_release", x.kernel_release), visit("verdict", x.verdict);
  visit("confidence", x.confidence), visit("cause", x.cause), visit("culprit", x.culprit), visit("environment", x.environment),
      visit("environment_at", x.environment_at);
  visit("summary", x.summary), visit.unless_empty("told", x.told), visit("title", x.title), visit("facts", x.facts),
      visit("victim", x.victim), visit("victims", x.victims);
  visit("invoker", x.invoker), visit("postgres", x.postgres), visit("ledger", x.ledger), visit("quantities", x.quantities);
  visit("witnesses", x.witnesses), visit("hypotheses", x.hypotheses);
  visit("processes", x.processes), visit("processes_left_out", x.processes_left_out), visit("memory_contexts", x.memory_contexts);
  visit("decline", x.decline), visit("timeline", x.timeline), visit("series", x.series);
  visit("memory_picture", x.memory_picture), visit("sliders", x.sliders), visit("why_victim", x.why_victim);
  visit("steps", x.steps), visit("what_ifs", x.what_ifs), visit("checklist", x.checklist), visit("fragments", x.fragments);
}

void fields(auto& visit, A<Trait> auto& x) { visit("by", x.by), visit("key", x.key), visit("name", x.name); }
void fields(auto& visit, A<Comparison> auto& x) {
  visit("of_victims", x.of_victims), visit("size_bytes", x.size_bytes), visit("traits", x.traits), visit("settings", x.settings);
}

void fields(auto& visit, A<Recurrence> auto& x) {
  visit("incidents", x.incidents), visit("by", x.by), visit("of_victims", x.of_victims), visit("what", x.what), visit("since", x.since);
  visit("every", x.every), visit("look_at", x.look_at), visit("growth", x.growth), visit("fingerprint", x.fingerprint),
      visit("text", x.text);
}

}  // namespace laststraw::report
