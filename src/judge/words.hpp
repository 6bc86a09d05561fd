// Numbers and names as the judgement's sentences say them.
#pragma once

#include <string>

#include "judge/facts.hpp"

namespace laststraw::judge {

std::string words(Bytes size);                 ///< "440.0 MiB"
std::string percent(double fraction);          ///< "73 %"
/// "pid 372 (etl@shop, etl_loader)", "pid 372"
std::string words(const Process& process);
/// The statement in quotes, cut to a sentence's length; empty where there is none.
std::string statement_words(const Process& process);
std::string count_words(std::size_t n, const std::string& singular, const std::string& plural);

/// Who died, as the end of a verdict: "; it was also the victim", "; killed was pid 27163 (...)". `culprit` may be null.
std::string victim_words(const Facts& facts, const Process* culprit);
/// "the kernel killed pid 17898 (app@shop) when pid 17998 asked for more" - for verdicts without a single culprit.
std::string last_straw_words(const Facts& facts);

}  // namespace laststraw::judge
