// pg_shmem_allocations (13+, storage/ipc/shmem.c): the parts of the shared memory segment. "Buffer Blocks" is shared_buffers (since 16 with a piece of
// less than a block for its alignment); all rows together, "<anonymous>" and the unused rest without a name among them, are the segment.
#include "laststraw/parsers/readers.hpp"
#include "pg_views/table.hpp"
#include "support/settings.hpp"

namespace laststraw {

namespace {

using pg_views::count_of;
using pg_views::Row;

constexpr std::int64_t kBlock = 8192;

class Reader {
 public:
  explicit Reader(Records& records) : records_(records) {}

  bool take(const Row& row) {
    const auto allocated = count_of(row["allocated_size"]);
    if (!allocated || !row.has("name")) return false;
    const std::string& name = row["name"];
    if (name == "Buffer Blocks")
      support::keep(records_.pg_settings, "shared_buffers",
                    {std::to_string(count_of(row["size"]).value_or(*allocated) / kBlock * kBlock), "B", row.cite, support::kFromServer});
    anonymous_ |= name == "<anonymous>";
    unused_ |= name.empty();
    if (*allocated < (std::int64_t{1} << 60) - sum_) sum_ += *allocated;
    if (cite_.at.first_line == 0) cite_ = row.cite;
    return true;
  }

  void keep() {
    if (anonymous_ && unused_)
      support::keep(records_.pg_settings, "shared_memory_size", {std::to_string(sum_), "B", cite_, support::kFromServer});
  }

 private:
  Records& records_;
  Citation cite_;
  std::int64_t sum_ = 0;
  bool anonymous_ = false, unused_ = false;
};

}  // namespace

Reading read_pg_shmem_allocations(const SourceText& source, Records& records) {
  Reader reader(records);
  Reading reading;
  reading.format = "pg_views/pg_shmem_allocations";
  reading.coverage =
      pg_views::for_each_row(source, records, "a row with as many columns as the header", [&](const Row& row) { return reader.take(row); });
  reader.keep();
  return reading;
}

}  // namespace laststraw
