#include "input/searcher.hpp"

#include <hs/hs.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <stdexcept>
#include <utility>

namespace laststraw::input {

struct Searcher::Database {
  hs_database_t* compiled = nullptr;
  std::uint64_t id = 0;  ///< unlike its address, never that of another one
  ~Database() { hs_free_database(compiled); }
};

namespace {

constexpr std::size_t kTogether = 8;                    ///< literals that Hyperscan finds fastest
constexpr std::size_t kManyGroups = 2;                  ///< beyond that, all at once is faster
constexpr std::size_t kBlock = std::size_t{256} << 10;  ///< stays in the second-level cache while the groups go over it

/// One thread's working memory; it serves all databases it was grown for.
struct Scratch {
  hs_scratch_t* own = nullptr;
  std::vector<std::uint64_t> grown_for;  ///< ids
  ~Scratch() { hs_free_scratch(own); }
  hs_scratch_t* fit(const hs_database_t* database, std::uint64_t id) {
    if (std::find(grown_for.begin(), grown_for.end(), id) != grown_for.end()) return own;
    if (hs_alloc_scratch(database, &own) != HS_SUCCESS) throw std::bad_alloc();
    grown_for.push_back(id);
    return own;
  }
};

struct Hits {
  const std::function<bool(std::size_t)>& found;
  std::size_t start, not_before;
  bool go_on = true;
};

int on_match(unsigned, unsigned long long, unsigned long long end, unsigned, void* context) {
  Hits& hits = *static_cast<Hits*>(context);
  const std::size_t at = hits.start + static_cast<std::size_t>(end);
  hits.go_on = at <= hits.not_before || hits.found(at);
  return hits.go_on ? 0 : 1;
}

hs_database_t* database_of(const std::string* literals, std::size_t count) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < count; ++i) {
    texts.push_back(literals[i].data());
    sizes.push_back(literals[i].size());
  }
  const std::vector<unsigned> flags(count, 0), ids(count, 0);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(), static_cast<unsigned>(count), HS_MODE_BLOCK, nullptr,
                           &database, &error) != HS_SUCCESS) {
    const std::string reason = error ? error->message : "out of memory";
    hs_free_compile_error(error);
    throw std::runtime_error("the words to search for cannot be compiled: " + reason);
  }
  return database;
}

}  // namespace

Searcher::Searcher(std::vector<std::string> literals, bool for_short_texts)
    : literals_(std::move(literals)), for_short_texts_(for_short_texts) {
  for (const std::string& literal : literals_) longest_ = std::max(longest_, literal.size());
}

Searcher::~Searcher() = default;

void Searcher::compile() const {
  const std::size_t at_once = for_short_texts_ || literals_.size() <= kTogether * kManyGroups ? kTogether : literals_.size();
  for (std::size_t i = 0; i < literals_.size(); i += at_once) {
    databases_.push_back(std::make_unique<Database>());
    static std::atomic<std::uint64_t> made{0};
    databases_.back()->id = ++made;
    databases_.back()->compiled = database_of(&literals_[i], std::min(at_once, literals_.size() - i));
  }
}

void Searcher::search(std::string_view bytes, const std::function<bool(std::size_t end)>& found) const {
  std::call_once(compiled_, [this] { compile(); });
  // `found` may search in turn, while this search's scratch is in use.
  thread_local std::array<Scratch, 3> scratches;
  thread_local std::size_t depth = 0;
  Scratch& scratch = scratches.at(depth);
  struct Deeper {
    Deeper() { ++depth; }
    ~Deeper() { --depth; }
  } const deeper;
  Hits hits{found, 0, 0};
  for (std::size_t from = 0; from < bytes.size() && hits.go_on; from += kBlock) {
    hits.start = from - std::min(from, overlap());
    hits.not_before = from;
    const auto size = static_cast<unsigned>(std::min(bytes.size() - hits.start, kBlock + (from - hits.start)));
    for (std::size_t i = 0; i < databases_.size() && hits.go_on; ++i) {
      const Database& database = *databases_[i];
      const hs_error_t done =
          hs_scan(database.compiled, bytes.data() + hits.start, size, 0, scratch.fit(database.compiled, database.id), on_match, &hits);
      if (done != HS_SUCCESS && done != HS_SCAN_TERMINATED)
        throw std::runtime_error("the search failed (Hyperscan " + std::to_string(done) + ")");
    }
  }
}

}  // namespace laststraw::input
