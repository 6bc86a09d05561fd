// src/backend/utils/mmgr/mcxt.c MemoryContextStatsPrint(), aset.c AllocSetStats() and its like. Depth is two blanks each.
//   9.0-9.3: no totals; 9.6+: Grand total; 11+: " used: <ident>"; 16+: "N empty blocks;"; 17+ Bump: no chunks.
//   ExecutorState: 184549432 total in 29 blocks; 6978576 free (27 chunks); 177570856 used
#include "postgres_log/context_dump.hpp"

#include <boost/fusion/include/adapt_struct.hpp>

#include "support/grammar.hpp"

namespace laststraw::postgres_log_dump {
struct RawContext {
  std::uint64_t total, used;
};
struct RawTotal {
  std::uint64_t bytes, used;
};
}  // namespace laststraw::postgres_log_dump

BOOST_FUSION_ADAPT_STRUCT(laststraw::postgres_log_dump::RawContext, total, used)
BOOST_FUSION_ADAPT_STRUCT(laststraw::postgres_log_dump::RawTotal, bytes, used)

namespace laststraw::postgres_log {

namespace {

using grammar::u64;
using grammar::x3::lit;
using grammar::x3::omit;
using grammar::x3::rule;
using postgres_log_dump::RawContext;
using postgres_log_dump::RawTotal;

const auto chunks = omit[-(" (" >> u64 >> " chunks)")];
const auto sizes = rule<struct sizes_tag, RawContext>{"context"} = u64 >> " total in " >> omit[u64] >> " blocks" >> chunks >> ';' >>
                                                                   omit[-(' ' >> u64 >> " empty blocks;")] >> ' ' >> omit[u64] >> " free" >>
                                                                   chunks >> "; " >> u64 >> " used";
const auto grand_total = rule<struct total_tag, RawTotal>{"grand total"} =
    lit("Grand total: ") >> u64 >> " bytes in " >> omit[u64] >> " blocks; " >> omit[u64] >> " free" >> chunks >> "; " >> u64 >> " used";

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 60;

Bytes bytes(std::uint64_t n) { return {static_cast<std::int64_t>(std::min(n, kMaxBytes))}; }

}  // namespace

std::optional<MemoryContext> read_context(std::string_view text, const Line& line) {
  std::size_t blanks = 0;
  while (blanks < text.size() && text[blanks] == ' ') ++blanks;
  text.remove_prefix(blanks);
  // Names may hold ": " themselves, so the sizes are looked for from " total in " backwards.
  const std::size_t total = text.find(" total in ");
  if (total == std::string_view::npos || total == 0) return std::nullopt;
  const std::size_t colon = text.rfind(": ", total);
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view rest = text.substr(colon + 2);
  RawContext raw_context{};
  if (!grammar::take(rest, sizes, raw_context)) return std::nullopt;
  MemoryContext context;
  context.depth = static_cast<int>(std::min<std::size_t>(blanks / 2, 1000));
  context.name = std::string(text.substr(0, colon));
  if (rest.substr(0, 2) == ": ") context.ident = std::string(rest.substr(2));
  context.total = bytes(raw_context.total);
  context.used = bytes(raw_context.used);
  context.at = line.at;
  return context;
}

bool read_grand_total(std::string_view text, MemoryContextDump& dump) {
  RawTotal total{};
  if (!grammar::take(text, grand_total, total)) return false;
  dump.grand_total = bytes(total.bytes);
  dump.grand_used = bytes(total.used);
  return true;
}

namespace {

/// "56 more child contexts containing 1204224 total in 87 blocks; ..." (utils/mmgr/mcxt.c)
const auto more_children = omit[*lit(' ')] >> grammar::u64 >> " more child contexts containing ";

bool read_more_children(std::string_view text, MemoryContextDump& dump) {
  std::uint64_t count = 0;
  if (!grammar::take(text, more_children, count)) return false;
  dump.not_listed = dump.not_listed + std::min(count, std::uint64_t{1} << 40);
  return true;
}

constexpr std::size_t kMaxContexts = 200'000;  ///< of one dump

const auto level = lit("level: ") >> grammar::u32 >> "; ";

}  // namespace

void DumpReader::add(MemoryContext context, const Citation& at) {
  if (context.name == "TopMemoryContext" || (context.depth == 0 && !dump_)) {
    close();
    dump_.emplace();
    dump_->cite = at;
  }
  if (dump_ && dump_->contexts.size() < kMaxContexts) dump_->contexts.push_back(std::move(context));
}

bool DumpReader::read(const Line& line) {
  if (auto context = read_context(line.text, line)) {
    if (!dump_ && context->depth != 0) return false;
    add(std::move(*context), cite(line));
    return true;
  }
  if (dump_ && read_grand_total(line.text, *dump_)) {
    close();
    return true;
  }
  return dump_ && read_more_children(line.text, *dump_);
}

void DumpReader::read_entry(const PgEntry& entry) {
  std::string_view text = entry.message;
  std::uint32_t value = 0;
  if (grammar::take(text, level, value)) {
    auto context = read_context(text, {text, entry.cite.at});
    if (!context && dump_) read_more_children(text, *dump_);
    if (!context) return;
    context->depth = static_cast<int>(std::min<std::uint32_t>(value, 1000));
    add(std::move(*context), entry.cite);
    if (dump_) dump_->pid = entry.pid;
  } else if (dump_ && dump_->pid == entry.pid && read_grand_total(text, *dump_)) {
    close();
  }
}

void DumpReader::close(const PgEntry* next) {
  if (dump_) {
    if (!dump_->pid) unclaimed_.push_back(records_.context_dumps.size());
    records_.context_dumps.push_back(std::move(*dump_));
    dump_.reset();
  }
  if (!next || !next->pid || unclaimed_.empty()) return;
  if (next->sqlstate != "53200" && next->message.find("out of memory") == std::string::npos) return;
  records_.context_dumps[unclaimed_.front()].pid = next->pid;
  unclaimed_.erase(unclaimed_.begin());
}

}  // namespace laststraw::postgres_log
