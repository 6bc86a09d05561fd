// The advice for a corpus, asked of the simulator.
#pragma once

#include <filesystem>

namespace laststraw::eval {

/// The first step of prevention of each decided incident changes its outcome, and nothing that is given would have harmed. Prints what
/// does not hold; true where all of it does.
bool check_advice(const std::filesystem::path& corpus);

}  // namespace laststraw::eval
