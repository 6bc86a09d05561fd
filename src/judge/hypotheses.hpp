// The table of hypotheses. Each is one file of its own: src/judge/hypothesis/<id>.cpp.
#pragma once

#include <span>

#include "judge/facts.hpp"

namespace laststraw::judge {

std::span<const Hypothesis> hypotheses();

Finding single_backend(const Facts&);
Finding parallel_query(const Facts&);
Finding too_many_backends(const Facts&);
Finding catalog_cache_bloat(const Facts&);
Finding shared_buffers_too_large(const Facts&);
Finding page_tables(const Facts&);
Finding external_process(const Facts&);
Finding cgroup_limit_too_small(const Facts&);
Finding hugepages_over_reserved(const Facts&);
Finding manual_sigkill(const Facts&);
Finding insufficient_evidence(const Facts&);

/// Asks every hypothesis and ranks the answers.
Judgement judge(const Facts& facts);

}  // namespace laststraw::judge
