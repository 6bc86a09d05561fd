#include "system_log/bare_mem_info.hpp"

#include <algorithm>

#include "support/grammar.hpp"

namespace laststraw::system_log {

namespace {

/// The size behind " name:" as the kernel prints it, in kB; nullopt: it is not there.
std::optional<Bytes> size_of(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + name.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  std::uint64_t kb = 0;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50;
  if (!grammar::take(text, grammar::u64, kb) || kb > kMost || !(text.starts_with("kB") || text.starts_with("KB"))) return std::nullopt;
  return kib(static_cast<std::int64_t>(kb));
}

std::optional<Bytes> sum(std::optional<Bytes> a, std::optional<Bytes> b) { return a && b ? std::optional(*a + *b) : a ? a : b; }

}  // namespace

bool BareMemInfo::add(const KernelLine& line) {
  std::string_view text = line.text;
  while (text.starts_with(' ')) text.remove_prefix(1);
  if (text.ends_with("Show Memory")) return asked_for_ = true, false;  // drivers/tty/sysrq.c
  if (text.starts_with("Free swap")) return (swap_free_ = size_of(text, "= ")).has_value();
  if (text.starts_with("Total swap")) return (swap_total_ = size_of(text, "= ")).has_value();
  if (!text.starts_with("Node ")) return false;
  const auto free = size_of(text, " free:"), min = size_of(text, " min:"), low = size_of(text, " low:");
  if (!free || !min || !low) return false;
  Zone zone{std::string(text.substr(0, text.find(" free:"))), *free, *min, *low, {}, {}, {}, {}, {}, cite(line.raw)};
  zone.managed = size_of(text, " managed:");
  if (!zone.managed) zone.managed = size_of(text, " present:");
  zone.anon = sum(size_of(text, " active_anon:"), size_of(text, " inactive_anon:"));
  zone.shmem = size_of(text, " shmem:");
  zone.slab = sum(size_of(text, " slab_reclaimable:"), size_of(text, " slab_unreclaimable:"));
  zone.page_tables = size_of(text, " pagetables:");
  const auto is_short = [](const Zone& one) { return one.free < one.low; };
  const auto size = [](const Zone& one) { return one.managed.value_or(Bytes{0}); };
  if (!told_ || (is_short(zone) == is_short(*told_) ? size(zone) > size(*told_) : is_short(zone))) told_ = std::move(zone);
  return true;
}

Sentence BareMemInfo::said() const {
  if (!told_ || asked_for_) return {};
  const Zone& zone = *told_;
  Sentence all = say(
      "the memory part of a kernel report whose head and end are missing: an OOM kill prints it, and so do an allocation failure and sysrq-m, and no line that was read tells which");
  const Sentence marks = zone.free < zone.min   ? say("below its min mark, {0}: full", zone.min)
                         : zone.free < zone.low ? say("below its low mark, {0}: all but full", zone.low)
                                                : say("above its low mark, {0}: not full", zone.low);
  add_note(all, say("line {0}: {1} had {2} free, {3}", zone.cite.at.first_line, zone.name, zone.free, marks));
  if (zone.anon && zone.managed)
    add_note(all, say("{0} of its {1} were the memory of processes and shared memory", *zone.anon, *zone.managed));
  else if (zone.anon)
    add_note(all, say("{0} were the memory of processes and shared memory", *zone.anon));
  if (zone.shmem && zone.slab && zone.page_tables)
    add_note(all, say("shared memory {0}, slab {1}, page tables {2}", *zone.shmem, *zone.slab, *zone.page_tables));
  if (swap_free_ && swap_total_ && swap_total_->count > 0) add_note(all, say("{0} of {1} of swap were free", *swap_free_, *swap_total_));
  return all;
}

}  // namespace laststraw::system_log
