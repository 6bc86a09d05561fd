#include "laststraw/why_victim.hpp"

namespace laststraw {

std::string_view era_name(BadnessEra era) {
  switch (era) {
    case BadnessEra::virtual_size:
      return "2.6.35 and before";
    case BadnessEra::thousandths:
      return "2.6.36 to 3.4";
    case BadnessEra::pages_root_bonus:
      return "3.5 to 4.16";
    case BadnessEra::pages:
      return "4.17 to 5.8";
    case BadnessEra::pages_signed:
      return "5.9 and later";
    case BadnessEra::unknown:
      break;
  }
  return "";
}

}  // namespace laststraw
