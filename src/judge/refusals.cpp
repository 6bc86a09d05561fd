#include "judge/refusals.hpp"

#include <algorithm>

namespace laststraw::judge {

bool is_nobodys_request(const PgEvent& event) {
  constexpr Bytes kNobodyAsks{std::int64_t{1} << 46};
  return event.requested && *event.requested > kNobodyAsks;
}

std::optional<HugePagesShort> short_of_huge_pages(const Facts& facts) {
  const Incident& incident = *facts.incident;
  const Records& records = *incident.records;
  const Setting* const wanted = find(records.pg_settings, "huge_pages");
  const auto& page = records.meminfo.huge_page;
  const auto& free = records.meminfo.huge_pages_free;
  if (!incident.postgres.never_up || !incident.refusal || !incident.refusal->requested || !wanted || wanted->value != "on")
    return std::nullopt;
  if (!page || !free || page->value.count <= 0 || free->value < 0) return std::nullopt;
  const Bytes asked = *incident.refusal->requested;
  const std::int64_t pages = asked.count / page->value.count + (asked.count % page->value.count != 0);
  if (free->value >= pages) return std::nullopt;
  const std::int64_t all = records.meminfo.huge_pages_total ? std::max(records.meminfo.huge_pages_total->value, free->value) : free->value;
  return HugePagesShort{page->value * free->value, page->value, pages, all - free->value + pages, wanted->cite};
}

}  // namespace laststraw::judge
