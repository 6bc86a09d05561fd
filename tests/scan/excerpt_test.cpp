// What is searched, and what of it is kept: plain and compressed alike.
#include "input/excerpt.hpp"

#include <gtest/gtest.h>

#include "analyze/analyze.hpp"
#include "input/stream.hpp"
#include "laststraw/parsers/triggers.hpp"
#include "support/compress.hpp"
#include "support/samples.hpp"

namespace laststraw::input {
namespace {

namespace fs = std::filesystem;
using test::gz;
using test::zst;

const TriggerSearch& searcher() {
  static const TriggerSearch made;
  return made;
}

Excerpt of_plain(const std::string& text, std::size_t most = std::size_t{1} << 30) {
  static int number = 0;
  const fs::path path = test::scratch() / ("plain-" + std::to_string(++number));
  std::ofstream(path, std::ios::binary) << text;
  const FoundFile file{path.string(), "plain"};
  return excerpt_of(FileReader(file), searcher(), most, in_turn);
}

/// Numbered lines: a piece's place can be told from its words.
std::string numbered(std::size_t bytes, std::vector<std::size_t> triggers_at) {
  std::string text;
  for (std::size_t line = 1; text.size() < bytes; ++line) {
    const bool here = std::find(triggers_at.begin(), triggers_at.end(), line) != triggers_at.end();
    text += "line " + std::to_string(line) +
            (here ? " Out of memory: Killed process 7 (postgres)" : " an ordinary line of a log that goes on and on") + "\n";
  }
  return text;
}

void expect_true_pieces(const std::string& text, const Excerpt& excerpt, const char* form) {
  std::size_t end_before = 0;
  for (const Piece& piece : excerpt.pieces) {
    const std::string first(piece.bytes.substr(0, piece.bytes.find('\n')));
    EXPECT_EQ(first.substr(0, first.find(' ', 5)), "line " + std::to_string(piece.lines_before + 1)) << form;
    EXPECT_EQ(piece.bytes.back(), '\n') << form;
    const std::size_t at = text.find("line " + std::to_string(piece.lines_before + 1) + " ");
    EXPECT_EQ(text.compare(at, piece.bytes.size(), piece.bytes), 0) << form;
    EXPECT_GE(at, end_before) << form << ": pieces do not overlap";
    end_before = at + piece.bytes.size();
  }
}

TEST(Excerpt, KeepsWhatIsAroundTriggersInEveryForm) {
  const std::string text = numbered(std::size_t{40} << 20, {300'000, 500'000});
  struct Form {
    const char* name;
    Excerpt excerpt;
  };
  const std::string packed_gz = gz(text), packed_zst = zst(text), packed_xz = test::packed(text, archive_write_add_filter_bzip2),
                    packed_lz4 = test::packed(text, archive_write_add_filter_lz4);
  const std::size_t most = std::size_t{1} << 30;
  const Form forms[] = {{"plain", of_plain(text)},
                        {"gz", excerpt_of_compressed(FileReader(packed_gz), searcher(), most)},
                        {"zst", excerpt_of_compressed(FileReader(packed_zst), searcher(), most)},
                        {"bz2", excerpt_of_compressed(FileReader(packed_xz), searcher(), most)},
                        {"lz4", excerpt_of_compressed(FileReader(packed_lz4), searcher(), most)}};
  for (const auto& [name, excerpt] : forms) {
    EXPECT_TRUE(excerpt.triggered) << name;
    EXPECT_EQ(excerpt.size, text.size()) << name;
    EXPECT_EQ(english()(excerpt.note), "") << name;
    expect_true_pieces(text, excerpt, name);
    std::string all;
    std::size_t kept = 0;
    for (const Piece& piece : excerpt.pieces) all += piece.bytes, kept += piece.bytes.size();
    for (const char* wanted : {"line 1 an", "line 300000 Out", "line 500000 Out", "line 299000 an", "line 301000 an"})
      EXPECT_NE(all.find(wanted), std::string::npos) << name << wanted;
    EXPECT_LT(kept, std::size_t{2} * (2 * kBefore + kAfter) + kHead) << name << ": no more than is needed";
  }
}

TEST(Excerpt, WithoutATriggerNothingLargeIsKept) {
  const std::string text = numbered(std::size_t{6} << 20, {});
  const std::string packed = gz(text);
  for (const Excerpt& excerpt : {of_plain(text), excerpt_of_compressed(FileReader(packed), searcher(), std::size_t{1} << 30)}) {
    EXPECT_FALSE(excerpt.triggered);
    EXPECT_TRUE(excerpt.pieces.empty());
  }
  const std::string small = numbered(10'000, {}), packed_small = zst(small);
  EXPECT_EQ(of_plain(small).pieces.size(), 1U) << "small files are context";
  EXPECT_EQ(excerpt_of_compressed(FileReader(packed_small), searcher(), std::size_t{1} << 30).pieces.at(0).bytes, small);
}

TEST(Excerpt, ATriggerOnAnyCutIsFound) {
  // Stretches of the search and of the unpacking end at these places.
  for (const std::size_t cut : {std::size_t{1} << 20, std::size_t{16} << 20}) {
    for (const std::size_t before : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{8}, std::size_t{20}}) {
      std::string text((std::size_t{18} << 20), 'x');
      for (std::size_t i = 99; i < text.size(); i += 100) text[i] = '\n';
      text.replace(cut - before, 23, "invoked oom-killer: now");
      const std::string packed = zst(text);
      EXPECT_TRUE(of_plain(text).triggered) << cut << " " << before;
      EXPECT_TRUE(excerpt_of_compressed(FileReader(packed), searcher(), std::size_t{1} << 30).triggered) << cut << " " << before;
    }
  }
}

TEST(Excerpt, DamageIsSaidAndWhatCameBeforeCounts) {
  const std::string text = numbered(std::size_t{8} << 20, {1000});
  for (std::string packed : {gz(text), zst(text), test::packed(text, archive_write_add_filter_xz)}) {
    packed.resize(packed.size() * 3 / 4);
    const Excerpt excerpt = excerpt_of_compressed(FileReader(packed), searcher(), std::size_t{1} << 30);
    EXPECT_TRUE(excerpt.triggered);
    EXPECT_NE(english()(excerpt.note), "");
  }
}

TEST(Excerpt, KeepsNoMoreThanIsAllowed) {
  std::vector<std::size_t> everywhere;
  for (std::size_t line = 1; line < 900'000; line += 5'000) everywhere.push_back(line);
  const std::string text = numbered(std::size_t{48} << 20, everywhere), packed = zst(text);
  const std::size_t most = std::size_t{16} << 20;
  for (const Excerpt& excerpt : {of_plain(text, most), excerpt_of_compressed(FileReader(packed), searcher(), most)}) {
    std::size_t kept = 0;
    for (const Piece& piece : excerpt.pieces) kept += piece.bytes.size();
    EXPECT_LT(kept, std::size_t{20} << 20);
    EXPECT_NE(english()(excerpt.note).find("--max-memory"), std::string::npos);
  }
}

std::string unpacked(const std::string& packed) {
  const FileReader reader(packed);
  const auto stream = open_stream(reader);
  std::string text(100'000, '\0'), all;
  while (const std::size_t got = stream->read(text.data(), text.size())) all += text.substr(0, got);
  return all;
}

TEST(GzipStream, MembersFollowEachOther) {
  const std::string both = gz("one\n") + gz("two\n");
  EXPECT_EQ(unpacked(both + std::string(512, '\0')), "one\ntwo\n");
  EXPECT_EQ(unpacked(both + "\x1fpadding of another kind"), "one\ntwo\n");
}

/// The file is read 256 KiB at a time: the second member begins at, before and behind such an edge.
TEST(GzipStream, MembersMayMeetAtTheEdgeOfAPiece) {
  constexpr std::size_t kPiece = std::size_t{256} << 10;
  std::size_t nearest = kPiece;
  for (std::size_t size = kPiece - 80; size < kPiece; ++size) {
    const std::string first(size, 'x'), packed = gz(first, 0);  // stored: as long as the text and a little
    nearest = std::min(nearest, packed.size() > kPiece ? packed.size() - kPiece : kPiece - packed.size());
    ASSERT_EQ(unpacked(packed + gz("two\n")), first + "two\n") << packed.size();
  }
  EXPECT_EQ(nearest, 0U);
}

/// The promise of the prefilter: what analyze would find, the search does not pass over.
TEST(Triggers, EverySampleWithAnIncidentHoldsOne) {
  std::size_t incidents = 0;
  for (const auto& entry : fs::recursive_directory_iterator(test::samples_dir())) {
    if (!entry.is_regular_file()) continue;
    AnalyzeOptions options;
    options.paths = {entry.path().string()};
    if (analyze(options).incidents.empty()) continue;
    ++incidents;
    const std::string bytes = test::slurp(entry.path());
    bool found = is_archive(bytes) || is_opaque(bytes);
    found = found || searcher().holds_any(bytes);
    EXPECT_TRUE(found) << entry.path();
  }
  EXPECT_GT(incidents, 50U);
}

TEST(Triggers, OfOutcomesThatAreNoKill) {
  for (const char* line :
       {"ERROR:  invalid memory alloc request size 1073741824", "ERROR:  out of shared memory",
        "ERROR:  array size exceeds the maximum allowed (134217727)",
        "ERROR:  out of memory\nDETAIL:  Cannot enlarge string buffer containing 1073741822 bytes by 1 more bytes.",
        "ERROR:  string buffer exceeds maximum allowed length (1073741823 bytes)",
        "LOG:  server process (PID 372) was terminated by signal 11: Segmentation fault",
        "ERROR:  could not extend file \"base/5/16402\": No space left on device", "PANIC:  could not locate a valid checkpoint record",
        "LOG:  could not fork new process for connection: Resource temporarily unavailable"})
    EXPECT_TRUE(searcher().holds_any("2026-01-05 10:00:00 UTC [1] LOG:  checkpoint starting: time\n2026-01-05 10:00:01 UTC [7] " +
                                     std::string(line) + "\n"))
        << line;
  EXPECT_TRUE(searcher().holds_any("[ 8123.100001] postgres: page allocation failure: order:4, mode:0x40cc0(GFP_KERNEL|__GFP_COMP)\n"));
  EXPECT_TRUE(searcher().holds_any(
      "Jan  5 10:15:01 db1 systemd[1]: postgresql@17-main.service: A process of this unit has been killed by the OOM killer.\n"));
  EXPECT_TRUE(searcher().holds_any("Jan  5 10:15:01 db1 systemd[1]: postgresql@17-main.service: Failed with result 'oom-kill'.\n"));
  EXPECT_TRUE(searcher().holds_any("    Last State:     Terminated\n      Reason:       OOMKilled\n"));
  EXPECT_FALSE(searcher().holds_any("2026-01-05 10:00:00 UTC [1] LOG:  checkpoint starting: time\n")) << "an ordinary day";
}

/// What PostgreSQL writes when a backend was killed, and when memory was refused, in every language there is.
TEST(Triggers, AreFoundInLogsOfAllLanguages) {
  std::size_t logs = 0;
  for (const auto& entry : fs::recursive_directory_iterator(test::samples_dir() / "postgres_log")) {
    if (!entry.is_regular_file() || entry.path().extension() == ".md") continue;
    const std::string text = test::slurp(entry.path());
    bool has = false;
    for (const std::string& word : triggers()) has = has || text.find(word) != std::string::npos;
    logs += has ? 1U : 0U;
    EXPECT_EQ(searcher().holds_any(text), has) << entry.path();
  }
  EXPECT_GE(logs, 5U);
  for (const std::string& mark : other_language_marks())
    for (const std::string& word : triggers())
      EXPECT_TRUE(searcher().holds_any("2026-01-05 10:00:00 UTC [1] " + mark + "x\n2026-01-05 10:00:01 UTC [1] X:  " + word + "\n"))
          << mark << word;
}

TEST(Searcher, FindsWhatANaiveSearchFinds) {
  std::minstd_rand random(3);
  std::vector<std::string> words{"ab", "abc", "bca", "cc", "aab", "bbbb", "cab", "acb", "bac", "aaaa"};
  const Searcher searcher(words);
  std::string text(700'000, ' ');
  for (char& c : text) c = "abcd "[random() % 5];
  std::vector<std::size_t> found, naive;
  searcher.search(text, [&](std::size_t end) { return found.push_back(end), true; });
  for (const std::string& word : words)
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) naive.push_back(at + word.size());
  std::sort(found.begin(), found.end());
  std::sort(naive.begin(), naive.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  naive.erase(std::unique(naive.begin(), naive.end()), naive.end());
  EXPECT_EQ(found, naive);
}

}  // namespace
}  // namespace laststraw::input
