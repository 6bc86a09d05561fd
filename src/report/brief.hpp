// An incident in few words: what one screen, a chat message, a ticket and the management are told. Views lay it out and add nothing.
#pragma once

#include <cstddef>
#include <vector>

#include "report/document.hpp"

namespace laststraw::report {

/// What happened, in a few plain words: "host out of memory", "the container's memory limit was hit".
Text headline(const Incident& incident);
/// The same in a column of a table: at most twelve letters in English.
Text short_headline(const Incident& incident);
/// "host db1", "PostgreSQL 18.4", "Linux 6.12.1", "run by docker"
std::vector<Text> server_facts(const Incident& incident);
/// "down 0.09 s, 6 sessions lost, 12 connections refused", or that it is not known.
Text impact(const Incident& incident);
/// "high (> 99 %)"; of an undecided incident "none".
Text confidence_words(const Incident& incident);
/// Why: the heaviest pieces of evidence for the leading cause, in the order of the report; no claim twice. Of an undecided incident what is
/// known all the same.
std::vector<Claim> reasons(const Incident& incident, std::size_t most);
/// "Why", or "What is known".
Text reasons_title(const Incident& incident);
/// Of an undecided incident: causes that the inputs exclude, each with what says so.
struct Excluded {
  Text label;
  Claim by;
};
std::vector<Excluded> excluded(const Incident& incident, std::size_t most);
/// The heaviest against it that weighs anything; null where there is none.
const Weighed* objection(const Incident& incident);
/// What would make it surer; the same once.
std::vector<const Lacking*> lacking(const Incident& incident, std::size_t most);
/// Causes that an undecided incident may have and that something speaks for.
std::vector<const Hypothesis*> candidates(const Incident& incident, std::size_t most);
/// Steps that answer the verdict, best first: what a short report gives.
std::vector<const Step*> first_steps(const Incident& incident, StepWhen when, std::size_t most);
/// What the culprit ran, else the victim; empty where nothing tells.
const std::string& statement_of(const Incident& incident);
/// Killed or refused, where the sentence is about somebody else.
const Person* other_victim(const Incident& incident);
/// "It will happen again when ...", "Not known: the cause is undecided."
Text recurs(const Incident& incident);
/// What it is about, and what is said.
struct BriefLine {
  Text label, text;
};
/// For a chat: what, impact, why, what now, what later. It begins with the program's name: where a copy lies beside logs it is known by
/// that (src/input/detect.cpp).
std::vector<BriefLine> five_lines(const Incident& incident);
/// One paragraph for who has to answer for it: what, how long, whom it hit, why, whether again, what is to be done.
std::vector<Text> for_management(const Incident& incident);

/// What was read, in a line: "Read 10 of 10 files, 359 lines."
Text inputs_in_a_line(const std::vector<Input>& inputs);
}  // namespace laststraw::report
