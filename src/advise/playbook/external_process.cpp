// Something that is not PostgreSQL.
#include <algorithm>

#include "advise/called.hpp"

namespace laststraw::advise {

namespace {

/// Within a container's limit only a container of its own can hold it.
void hold(const Case& about, Step& step, const std::string& how_long, const std::string& size, const std::string& program) {
  if (about.environment.is_container()) {
    step.text = say("{0} (in a container of its own)", step.text);
    return;
  }
  const Called unit = unit_of_program(program);
  step.command = "systemctl set-property " + how_long + unit.word + " MemoryMax=" + size;
  explain(step, {unit});
}

}  // namespace

void play_external_process(Case& about) {
  const std::optional<judge::Program>& program = about.facts.program.program;
  const Sentence name = program ? Sentence(command_name(program->name)) : say("the program");
  if (program && about.facts.total) {
    const Bytes most = mib(std::max<std::int64_t>(32, (program->anon / 2).count >> 20));
    const std::string size = std::to_string(most.count >> 20) + "M";
    Step& now = about.add("limit_program_now", say("Stop {0}, or hold it to {1}: it held {2}", name, most, program->anon));
    hold(about, now, "--runtime ", size, program->name);
    now.applies_to = name;
    now.evidence.push_back(about.facts.place_of(*program->processes.front()));
    about.try_out(now, {{Knob::program_limit, most.count}});
    Step& step = about.add("limit_program", say("Give {0} a limit of its own, {1}: at its limit only it is killed", name, most));
    hold(about, step, "", size, program->name);
    step.applies_to = name;
    about.try_out(step, {{Knob::program_limit, most.count}});
  }
  Step& step = about.add("move_program", about.in_group() ? say("Run {0} outside of the server's container or group", name)
                                                          : say("Run {0} on another machine", name));
  step.applies_to = name;
  about.try_out(step, {{Knob::program_limit, 0}});
  raise_limit(about);
  more_memory(about);
}

}  // namespace laststraw::advise
