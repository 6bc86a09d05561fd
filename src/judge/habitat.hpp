// Where PostgreSQL runs, as far as the inputs tell: it decides which advice can be followed at all.
#pragma once

#include "judge/facts.hpp"

namespace laststraw::judge {

struct Habitat {
  enum class Kind { machine, container, managed };
  Kind kind = Kind::machine;  ///< managed: a cloud provider's service, without a shell
  bool shared = false;        ///< containers or virtual machines run beside it
  bool debian_unit = false;   ///< postgresql@VERSION-CLUSTER.service, which starts pg_ctlcluster

  bool own_machine() const { return kind == Kind::machine; }
};

Habitat habitat_of(const Facts& facts);

}  // namespace laststraw::judge
