#include "input/trigger_search.hpp"

#include <algorithm>

#include "laststraw/parsers/interface.hpp"

namespace laststraw::input {

namespace {

std::vector<std::string> atoms() {
  const auto span = trigger_atoms();
  return {span.begin(), span.end()};
}

}  // namespace

TriggerSearch::TriggerSearch() : atoms_(atoms()), words_beside_(triggers(), true), words_(triggers()), marks_(other_language_marks()) {}

void TriggerSearch::search(std::string_view bytes, std::size_t from, std::size_t to, bool other_language,
                           const std::function<bool(std::size_t at)>& found) const {
  const Searcher& first = other_language ? words_ : atoms_;
  const std::size_t start = from - std::min(from, first.overlap());
  std::size_t settled = 0;  // up to here, what stands beside an atom has been looked at
  first.search(bytes.substr(start, to - start), [&](std::size_t end) {
    const std::size_t at = start + end;
    if (other_language) return found(at);
    if (at <= settled) return true;
    const std::size_t near = at - std::min(at, kContext);
    bool confirmed = false;
    words_beside_.search(bytes.substr(near, 2 * kContext), [&](std::size_t) { return !(confirmed = true); });
    settled = at + kContext / 2;  // the next one here has the same beside it
    return !confirmed || found(at);
  });
}

bool TriggerSearch::holds_any(std::string_view bytes) const {
  bool any = false;
  search(bytes, 0, bytes.size(), in_other_language(bytes), [&](std::size_t) { return !(any = true); });
  return any;
}

bool TriggerSearch::in_other_language(std::string_view beginning) const {
  beginning = beginning.substr(0, kBeginning);
  if (std::any_of(beginning.begin(), beginning.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return true;
  bool marked = false;
  marks_.search(beginning, [&](std::size_t) { return !(marked = true); });
  return marked;
}

void StretchSearch::search(std::string_view stretch, const std::function<bool(std::size_t at)>& found) {
  constexpr std::size_t kSeam = 2 * TriggerSearch::kContext;
  if (!begun_) other_language_ = search_.in_other_language(stretch);
  begun_ = true;
  bool go_on = true;
  seam_.append(stretch.substr(0, kSeam));
  search_.search(seam_, 0, seam_.size(), other_language_, [&](std::size_t) { return go_on = found(0); });
  if (go_on) search_.search(stretch, 0, stretch.size(), other_language_, found);
  seam_.assign(stretch.substr(stretch.size() - std::min(stretch.size(), kSeam)));
}

}  // namespace laststraw::input
