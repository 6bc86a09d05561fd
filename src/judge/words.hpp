// Numbers and names as the judgement's sentences say them.
#pragma once

#include <string>

#include "judge/facts.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

inline Percent percent(double fraction) { return {fraction}; }  ///< "73 %"
/// "pid 372 (etl@shop, etl_loader)", "pid 372"
Identity words(const Process& process);
/// "70 processes of celery", "pid 844 (pg-exporter)", "70 processes of 16 programs"
Sentence words(const Program& program);
/// "earlyoom", "systemd-oomd", "the kubelet"
Sentence killer_name(SystemEventKind kind);
/// The statement, which a sentence shows in quotes; nothing where there is none.
Name statement_words(const Process& process);

/// ", running \"select ...\""; empty where no statement is known.
Sentence running_words(const Process& process);

/// A session as a culprit.
SessionAtFault session_at_fault(const Process& process);

/// Who died, as the end of a verdict: "; it was also the victim", "; killed was pid 27163 (...)". `culprit` may be null.
Sentence victim_words(const Facts& facts, const Process* culprit);
/// "; the victim, pid 17898 (app@shop), was only the last straw" - for verdicts without a single culprit.
Sentence last_straw_words(const Facts& facts);

}  // namespace laststraw::judge
