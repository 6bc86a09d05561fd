// What a person put into one text: the outputs of several commands, lines of two logs, between words of their own.
#pragma once

#include <string>
#include <vector>

#include "input/detect.hpp"
#include "laststraw/parsers/interface.hpp"

namespace laststraw::input {

/// The lines of one form, in their order, each with its place in the whole.
struct Part {
  std::string name;            ///< the file that was printed ("$ cat /proc/sys/vm/overcommit_memory"); empty where its lines tell the form
  const Room* room = nullptr;  ///< null: somebody's own words
  Unwrapped text;
};

/// The parts of a text of several forms; empty where it has one form only, or is longer than a person pastes (kHeadBytes).
/// A line of no form goes with the line before it, but what stands behind a blank line at the margin is somebody's own words. `ballot`: Detector::detect of the same text.
std::vector<Part> take_apart(const SourceText& text, const Ballot& ballot, const Detector& detector);

/// "root@db:~# cat /sys/fs/cgroup/memory.max": what was typed at a shell's prompt; empty: the line is no prompt with a command
/// that is known here.
std::string_view typed_at_shell(std::string_view line);

}  // namespace laststraw::input
