// What was refused, and why more memory would not have helped.
#pragma once

#include "judge/facts.hpp"

namespace laststraw::judge {

/// More was asked for than anybody needs: a length of damaged data or of arithmetic gone wrong.
bool is_nobodys_request(const PgEvent& event);

/// Why it could not: huge_pages = on takes them or nothing (port/sysv_shmem.c).
struct HugePagesShort {
  Bytes free, page;
  std::int64_t wanted, total;  ///< pages: what the server's memory takes; what the pool has to hold then
  Citation cite;               ///< of the setting
};
std::optional<HugePagesShort> short_of_huge_pages(const Facts& facts);

}  // namespace laststraw::judge
