#include "support/systemd_words.hpp"

#include "laststraw/record/memory_limit.hpp"
#include "support/grammar.hpp"
#include "support/number.hpp"

namespace laststraw::support {

std::optional<Bytes> systemd_size(std::string_view text) {
  double value = 0;
  if (!grammar::take(text, grammar::number, value) || !(value >= 0) || value > 1e9 || text.size() != 1) return std::nullopt;
  constexpr std::string_view kUnits = "BKMGTP";
  const std::size_t power = kUnits.find(text.front());
  if (power == std::string_view::npos) return std::nullopt;
  const Bytes size = scaled(Bytes{std::int64_t{1} << (10 * power)}, value);
  return size < kNoLimit ? std::optional(size) : std::nullopt;
}

bool is_postgres_unit(std::string_view unit) {
  for (const std::string_view word : {"postgres", "pgsql", "patroni"})
    if (unit.find(word) != std::string_view::npos) return true;
  return false;
}

}  // namespace laststraw::support
