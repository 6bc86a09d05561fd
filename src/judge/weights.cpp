#include "judge/weights.hpp"

#include "text/say.hpp"

namespace laststraw::judge {

std::string sentence(const Term& term) { return filled(term.means, term.first, term.second); }

}  // namespace laststraw::judge
