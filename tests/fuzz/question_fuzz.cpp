// Any question to the simulator about two incidents: refused with the one exception that the command line knows, or answered; more RAM never leaves less.
#include <cstdint>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <vector>

#include "advise/advised.hpp"
#include "text/say.hpp"

namespace {

using namespace laststraw;

/// A scene with all that is found out of it once, not for each question.
template <typename Scene>
struct Asked {
  Scene scene;
  judge::Facts facts = judge::facts_of(scene.incident);
  Judgement judgement = judge::judge(facts);
};

void ask(const auto& about, std::span<const advise::Change> changes) {
  const Effect effect = advise::what_if(about.facts, about.judgement, changes);
  english()(effect.text);
  if (changes.size() != 1 || changes[0].knob != advise::Knob::ram || changes[0].value > std::int64_t{1} << 60) return;
  const advise::Change more{advise::Knob::ram, changes[0].value * 2, {}};
  const Effect after = advise::what_if(about.facts, about.judgement, {&more, 1});
  if (effect.free_after && after.free_after && *after.free_after < *effect.free_after) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Asked<advise::test::Crowd> crowd;
  static const Asked<advise::test::Host> host;
  try {
    const std::vector<advise::Change> changes = advise::changes_of({reinterpret_cast<const char*>(data), size});
    ask(crowd, changes);
    ask(host, changes);
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
