#include "judge/quantity/quantities.hpp"

#include <algorithm>
#include <array>

#include "judge/quantity/derivations.hpp"
#include "text/say.hpp"

namespace laststraw::judge {

namespace {

Interval widened(Interval size) { return {size.low - size.low / 50, size.high + size.high / 50}; }
bool overlap(Interval a, Interval b) { return a.low <= b.high && b.low <= a.high; }

/// Of two that agree: what both allow, else the narrower of the two.
Interval both(Interval a, Interval b) {
  if (overlap(a, b)) return {std::max(a.low, b.low), std::min(a.high, b.high)};
  return a.high - a.low <= b.high - b.low ? a : b;
}

Interval minus(Interval a, Interval b) { return {std::max(Bytes{0}, a.low - b.high), std::max(Bytes{0}, a.high - b.low)}; }

/// total = RAM + swap: of the three, two tell the third. A score alone tells the total; with the swap known the RAM follows.
void propagate(Derivations& ram, Derivations& swap, Derivations& total) {
  const auto of = [](const Derivations& known) { return concluded("", known).size; };
  const auto place = [](const Derivations& known) { return known.front().cite; };
  const bool has_ram = !ram.empty(), has_swap = !swap.empty(), has_total = !total.empty();
  if (has_ram && has_swap) total.push_back({of(ram) + of(swap), say("RAM and swap together"), place(ram)});
  if (has_total && has_swap) ram.push_back({minus(of(total), of(swap)), say("the total without the swap"), place(total)});
  if (has_total && has_ram && !has_swap) swap.push_back({minus(of(total), of(ram)), say("the total without the RAM"), place(total)});
}

}  // namespace

Quantity concluded(std::string_view name, Derivations derivations) {
  Quantity quantity{std::string(name), derivations.front().size, {}, {}};
  const Derivation& first = derivations.front();
  for (const Derivation& other : derivations) {
    if (overlap(widened(first.size), other.size) && overlap(widened(quantity.size), other.size))
      quantity.size = both(quantity.size, other.size);
    else if (quantity.contradiction.empty())
      quantity.contradiction = say("{0} ({1}) and {2} ({3}) do not go together; the first counts.", first.size.middle(), first.how,
                                   other.size.middle(), other.how);
  }
  quantity.derivations = std::move(derivations);
  return quantity;
}

std::vector<Quantity> quantities_of(const Facts& facts) {
  Derivations ram = ram_of_inputs(facts), swap = swap_of_inputs(facts), total = total_of_score(facts);
  propagate(ram, swap, total);
  std::vector<Quantity> known;
  const auto add = [&](std::string_view name, Derivations derivations) {
    if (!derivations.empty()) known.push_back(concluded(name, std::move(derivations)));
  };
  add("ram_bytes", std::move(ram)), add("swap_bytes", std::move(swap)), add("total_bytes", std::move(total));
  add("limit_bytes", limit_of_inputs(facts)), add("commit_limit_bytes", commit_limit_of_inputs(facts));
  add("shared_buffers_bytes", shared_buffers_of_inputs(facts)), add("shared_memory_bytes", shared_memory_of_inputs(facts));
  add("work_mem_bytes", work_mem_of_culprit(facts)), add("requested_bytes", requested_of_inputs(facts));
  return known;
}

}  // namespace laststraw::judge
