#include "input/searcher.hpp"

#include <hs/hs.h>

#include <algorithm>
#include <stdexcept>

namespace laststraw::input {

struct Searcher::Database {
  hs_database_t* compiled = nullptr;
  hs_scratch_t* scratch = nullptr;          ///< cloned for each thread
  ~Database() {
    hs_free_scratch(scratch);
    hs_free_database(compiled);
  }
};

namespace {

/// One thread's working memory.
struct Scratch {
  hs_scratch_t* own = nullptr;
  const void* of = nullptr;
  ~Scratch() { hs_free_scratch(own); }
};

int on_match(unsigned, unsigned long long, unsigned long long end, unsigned, void* context) {
  const auto& found = *static_cast<const std::function<bool(std::size_t)>*>(context);
  return found(static_cast<std::size_t>(end)) ? 0 : 1;
}

}  // namespace

Searcher::Searcher(const std::vector<std::string>& literals) : database_(std::make_unique<Database>()) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& literal : literals) {
    texts.push_back(literal.data());
    sizes.push_back(literal.size());
    longest_ = std::max(longest_, literal.size());
  }
  const std::vector<unsigned> flags(literals.size(), 0), ids(literals.size(), 0);
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(literals.size()), HS_MODE_BLOCK, nullptr, &database_->compiled, &error) !=
      HS_SUCCESS) {
    const std::string reason = error ? error->message : "out of memory";
    hs_free_compile_error(error);
    throw std::runtime_error("the words to search for cannot be compiled: " + reason);
  }
  if (hs_alloc_scratch(database_->compiled, &database_->scratch) != HS_SUCCESS) throw std::bad_alloc();
}

Searcher::~Searcher() = default;

void Searcher::search(std::string_view bytes, const std::function<bool(std::size_t end)>& found) const {
  thread_local Scratch scratch;
  if (scratch.of != database_.get()) {
    hs_free_scratch(scratch.own);
    scratch.own = nullptr;
    if (hs_clone_scratch(database_->scratch, &scratch.own) != HS_SUCCESS) throw std::bad_alloc();
    scratch.of = database_.get();
  }
  // Hyperscan counts in 32 bits.
  constexpr std::size_t kAtOnce = std::size_t{1} << 30;
  bool go_on = true;
  for (std::size_t from = 0; from < bytes.size() && go_on; from += kAtOnce) {
    const std::size_t start = from - std::min(from, overlap()), size = std::min(bytes.size() - start, kAtOnce + (from - start));
    const std::function<bool(std::size_t)> shifted = [&](std::size_t end) { return go_on = start + end <= from || found(start + end); };
    hs_scan(database_->compiled, bytes.data() + start, static_cast<unsigned>(size), 0, scratch.own, on_match, const_cast<std::function<bool(std::size_t)>*>(&shifted));
  }
}

}  // namespace laststraw::input
