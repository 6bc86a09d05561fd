// What comments, documents and reports refer to is in the repository: files by their path, sections of docs/reference by their number.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

namespace laststraw {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LASTSTRAW_SOURCE_DIR;

constexpr std::array<std::string_view, 7> kOurs{"docs/", "src/", "parsers/", "tests/", "samples/", "scripts/", "include/laststraw/"};
constexpr std::array<std::string_view, 6> kOfPostgres{"src/backend/", "src/include/", "src/bin/", "src/common/", "src/test/", "src/pl/"};
constexpr std::array<std::string_view, 8> kEndings{".md", ".cpp", ".hpp", ".cmake", ".inc", ".def", ".sh", ".tpl"};

template <std::size_t n>
bool begins(std::string_view text, const std::array<std::string_view, n>& with) {
  return std::any_of(with.begin(), with.end(), [&](std::string_view one) { return text.starts_with(one); });
}

std::string slurp(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// "2.6", "RC-05a", "F": what a document of docs/reference has a heading or an entry for.
std::set<std::string> sections_of(const fs::path& document) {
  std::set<std::string> found;
  std::istringstream lines(slurp(document));
  for (std::string line; std::getline(lines, line);) {
    std::string_view rest = line;
    if (const std::size_t entry = rest.find("**RC-"); entry != std::string_view::npos)
      found.insert(std::string(rest.substr(entry + 2, rest.find("**", entry + 2) - entry - 2)));
    if (const std::size_t dot = rest.find(". "); dot != std::string_view::npos && dot > 0 && rest.find_first_not_of("0123456789") == dot)
      found.insert("rule " + std::string(rest.substr(0, dot)));
    if (!rest.starts_with("## ") && !rest.starts_with("### ")) continue;
    rest.remove_prefix(rest.find(' ') + 1);
    found.insert(std::string(rest.substr(0, rest.find_first_of(" .", rest[0] >= 'A' ? 0 : rest.find(' ')))));
  }
  return found;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '/' || c == '-'; }

/// The section a reference names behind the file, empty where none: ` 2.6`, ` RC-12`, ` F (`, ` 7, rule 5`.
std::string section_after(std::string_view text, std::size_t at) {
  if (at >= text.size() || text[at] != ' ') return {};
  std::size_t end = at + 1;
  while (end < text.size() && is_word(text[end])) ++end;
  std::string word(text.substr(at + 1, end - at - 1));
  while (word.ends_with('.')) word.pop_back();
  const bool number = !word.empty() && word.find_first_not_of("0123456789.") == std::string::npos;
  const bool letter = word.size() == 1 && word[0] >= 'A' && word[0] <= 'G';
  return number || letter || word.starts_with("RC-") ? word : std::string();
}

/// "rule 5" behind " 7, rule 5"; empty where none.
std::string rule_after(std::string_view text, std::size_t at) {
  constexpr std::string_view kRule = " 7, rule ";
  if (text.substr(std::min(at, text.size()), kRule.size()) != kRule) return {};
  const std::size_t first = at + kRule.size(), end = text.find_first_not_of("0123456789", first);
  return "rule " + std::string(text.substr(first, end - first));
}

/// What is wrong with the references in `text`, a file at `from` (relative to the root).
std::string problems(const std::string& text, const fs::path& from) {
  std::string found;
  const std::string where = from.string() + ": ";
  for (const std::string_view folder : {"format-samples", "ROOT-CAUSES.md", "KERNEL.md", "POSTGRES.md", "SPEC.md", "STYLE.md"})
    if (text.find(folder) != std::string::npos) found += where + std::string(folder) + " is not published\n";
  for (std::size_t at = 0; at < text.size();) {
    if (!is_word(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_word(text[end])) ++end;
    std::string word = text.substr(at, end - at);
    while (word.ends_with('.')) word.pop_back();
    const std::size_t behind = at + word.size();
    const bool placeholder = word.find("NAME") != std::string::npos || word.find("WING") != std::string::npos ||
                             (at > 0 && (text[at - 1] == '}' || text[at - 1] == '>')) ||
                             (behind < text.size() && (text[behind] == '*' || text[behind] == '<' || text[behind] == '{'));
    const bool ending = std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view one) { return word.ends_with(one); });
    if (ending && !placeholder && begins(word, kOurs) && !begins(word, kOfPostgres)) {
      if (!fs::exists(kRoot / word))
        found += where + word + " is not in the repository\n";
      else if (word.starts_with("docs/reference/"))
        for (const std::string& section : {section_after(text, behind), rule_after(text, behind)})
          if (!section.empty() && !sections_of(kRoot / word).count(section)) found += where + word + " has no " + section + "\n";
    }
    at = end;
  }
  return found;
}

TEST(References, AreInTheRepository) {
  std::string found;
  int files = 0;
  const auto look = [&](const fs::path& path) {
    const std::string name = path.filename().string(), ending = path.extension().string(), inside = path.lexically_relative(kRoot).string();
    const bool text =
        name == "PROVENANCE.md" || inside.starts_with("samples/incidents/") ||
        (!inside.starts_with("samples/") && (ending == ".cpp" || ending == ".hpp" || ending == ".md" || ending == ".inc" ||
                                             ending == ".def" || ending == ".ts" || ending == ".tsx" || inside == "src/text/zh_CN.po"));
    if (!text || inside.find("node_modules") != std::string::npos || inside == "tests/references/references_test.cpp") return;
    ++files;
    found += problems(slurp(path), inside);
  };
  for (const char* folder : {"docs", "include", "parsers", "samples", "scripts", "src", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder))
      if (entry.is_regular_file()) look(entry.path());
  for (const auto& entry : fs::directory_iterator(kRoot))
    if (entry.is_regular_file()) look(entry.path());
  EXPECT_GT(files, 300);
  EXPECT_EQ(found, "");
}

TEST(References, ThatLeadNowhereAreFound) {
  EXPECT_NE(problems("// docs/reference/nowhere.md", "x"), "");
  EXPECT_NE(problems("(docs/reference/kernel.md 12.3)", "x"), "");
  EXPECT_NE(problems("docs/reference/causes.md RC-99", "x"), "");
  EXPECT_NE(problems("docs/reference/causes.md 7, rule 10", "x"), "");
  EXPECT_NE(problems("see ROOT-CAUSES.md", "x"), "");
  EXPECT_NE(problems("src/judge/nowhere.cpp", "x"), "");
  EXPECT_EQ(
      problems(
          "docs/reference/kernel.md 2.6; docs/reference/causes.md RC-05a, docs/reference/causes.md F (x), docs/reference/causes.md 7, rule 5. src/backend/postmaster/nowhere.cpp",
          "x"),
      "");
}

}  // namespace
}  // namespace laststraw
