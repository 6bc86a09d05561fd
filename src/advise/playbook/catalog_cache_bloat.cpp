// Long-lived sessions, each with large caches.
#include "advise/case.hpp"

namespace laststraw::advise {

void play_catalog_cache_bloat(Case& about) {
  Step& recycle = about.add(
      "recycle_sessions",
      say("Let the pool end its connections after an hour (server_lifetime of PgBouncer, maxLifetime of HikariCP): a fresh session holds a few MiB"));
  recycle.applies_to = say("the clients");
  about.try_out(recycle, {{Knob::sessions_fresh}});
  Step& fewer = about.add(
      "fewer_partitions",
      say("Touch fewer partitions in a statement: conditions on the partition key, enable_partition_pruning = on, larger partitions"));
  fewer.applies_to = say("the clients");
  fewer.effect = {EffectKind::unknown, say("cannot be told (not known: {0})", say("how many tables the sessions touched")), std::nullopt};
  limit_sessions(about);
  raise_limit(about);
  more_memory(about);
}

}  // namespace laststraw::advise
