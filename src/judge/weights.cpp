#include "judge/weights.hpp"

#include "text/say.hpp"

namespace laststraw::judge {

Sentence sentence(const Term& term) { return {std::string(term.means), {term.first, term.second}}; }

}  // namespace laststraw::judge
