#include "unit/properties.hpp"

#include <array>

#include "support/cursor.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"

namespace laststraw::unit {

namespace {

struct Known {
  std::string_view key;
  std::optional<Cited<std::string>> UnitFacts::*text = nullptr;
  std::optional<Cited<MemoryLimit>> UnitFacts::*limit = nullptr;
  std::optional<Cited<std::int64_t>> UnitFacts::*number = nullptr;
};

constexpr std::array kKnown{Known{"OOMPolicy", &UnitFacts::oom_policy},
                            Known{"Restart", &UnitFacts::restart},
                            Known{"ControlGroup", &UnitFacts::control_group},
                            Known{"Id", &UnitFacts::id},
                            Known{"Names", &UnitFacts::names},
                            Known{"FragmentPath", &UnitFacts::fragment_path},
                            Known{"ExecStart", &UnitFacts::exec_start},
                            Known{"MemoryMax", nullptr, &UnitFacts::memory_max},
                            Known{"MemoryHigh", nullptr, &UnitFacts::memory_high},
                            Known{"OOMScoreAdjust", nullptr, nullptr, &UnitFacts::oom_score_adjust}};

/// "4G", "4294967296", "50%", "infinity"; nullopt: none of them (systemd.resource-control(5), MemoryMax=).
std::optional<MemoryLimit> limit_of(std::string_view value) {
  if (value == "infinity") return MemoryLimit{};
  std::string_view rest = value;
  double number = 0;
  if (!grammar::take(rest, grammar::number, number) || !(number >= 0) || rest.size() > 1) return std::nullopt;
  if (rest == "%") return MemoryLimit{.of_ram = number / 100};
  constexpr std::string_view kSuffixes = "KMGT";
  const std::size_t power = rest.empty() ? 0 : kSuffixes.find(rest.front()) + 1;
  if (!rest.empty() && power == 0) return std::nullopt;  // npos + 1
  const Bytes size = scaled(Bytes{std::int64_t{1} << (10 * power)}, number);
  return size < kNoLimit ? MemoryLimit{.size = size} : MemoryLimit{};
}

}  // namespace

void keep(UnitFacts& facts, std::string_view key, std::string_view value, const Citation& cite) {
  for (const Known& one : kKnown) {
    if (one.key != key) continue;
    if (one.text) facts.*one.text = {std::string(value), cite};
    if (const auto limit = one.limit ? limit_of(value) : std::nullopt) facts.*one.limit = {*limit, cite};
    if (const auto number = one.number ? support::whole_number<std::int64_t>(value) : std::nullopt) facts.*one.number = {*number, cite};
  }
}

}  // namespace laststraw::unit
