// A file is a room with one subject, a function does one thing: what outgrows its limit holds a second idea, which gets a file or a name of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace laststraw {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = LASTSTRAW_SOURCE_DIR;
constexpr std::size_t kFile = 300, kTestFile = 500, kFunction = 40;

/// What is longer, why, and how long it may be: the list gets shorter.
struct Exception {
  std::string_view path, function, why;
  std::size_t lines;
};
constexpr Exception kFiles[] = {
    {"src/report/web/src/contract.ts", "", "written by `npm run types`", 2000},
};
constexpr Exception kFunctions[] = {
    {"parsers/histories/vmstat/free.cpp", "read_free", "one line after the other", 42},
    {"parsers/logs/system_log/invocation.cpp", "is_filler", "a table", 54},
    {"parsers/logs/system_log/kill.cpp", "read_kill", "one form of the line after the other", 42},
    {"parsers/logs/system_log/read.cpp", "read_kernel_log", "the order in which a line is offered", 51},
    {"parsers/support/civil.cpp", "take_iso_time", "one part of the time after the other", 55},
    {"parsers/wrappers/unwrap/cloud.cpp", "cloud_json", "one member of the entry after the other", 44},
    {"src/advise/playbook/single_backend.cpp", "play_single_backend", "one mechanism after the other", 58},
    {"src/advise/world_machine.cpp", "World::try_overcommit", "one way to refuse after the other", 47},
    {"src/analyze/analyze.cpp", "analyze", "the chain, in its order", 43},
    {"src/cli/help_texts.cpp", "examples", "a table", 45},
    {"src/input/excerpt.cpp", "excerpt_of_large", "the search, and what is kept of it", 62},
    {"src/input/inputs.cpp", "expand", "one state of an archive after the other", 46},
    {"src/judge/hypothesis/external_process.cpp", "ask", "one piece of evidence after the other", 47},
    {"src/judge/hypothesis/fragmentation.cpp", "ask", "one piece of evidence after the other", 50},
    {"src/judge/hypothesis/maintenance_storm.cpp", "ask", "one piece of evidence after the other", 46},
    {"src/judge/hypothesis/parallel_query.cpp", "ask", "one piece of evidence after the other", 42},
    {"src/judge/hypothesis/shared_buffers_too_large.cpp", "ask", "one piece of evidence after the other", 43},
    {"src/judge/hypothesis/single_backend.cpp", "ask", "one piece of evidence after the other", 73},
    {"src/judge/hypothesis/too_many_backends.cpp", "ask", "one piece of evidence after the other", 64},
    {"src/judge/hypothesis/work_mem_multiplication.cpp", "ask", "one piece of evidence after the other", 53},
    {"src/scan/hosts.cpp", "join_by_host", "one clue after the other", 54},
};

std::vector<std::string> lines_of(const fs::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

bool is_source(const fs::path& path) {
  constexpr std::array<std::string_view, 6> kEndings{".cpp", ".hpp", ".ts", ".tsx", ".js", ".css"};
  return std::find(kEndings.begin(), kEndings.end(), path.extension().string()) != kEndings.end();
}

std::vector<fs::path> sources(std::initializer_list<const char*> folders) {
  std::vector<fs::path> found;
  for (const char* folder : folders)
    for (auto at = fs::recursive_directory_iterator(kRoot / folder); at != fs::recursive_directory_iterator(); ++at) {
      if (at->is_directory() && at->path().filename() == "node_modules") at.disable_recursion_pending();
      if (at->is_regular_file() && is_source(at->path())) found.push_back(at->path().lexically_relative(kRoot));
    }
  std::sort(found.begin(), found.end());
  return found;
}

struct Function {
  std::string name;
  std::size_t first_line, lines;
};

/// Begins a block that is no function.
bool is_other_block(std::string_view line) {
  constexpr std::array<std::string_view, 17> kWords{"namespace", "struct", "class", "enum", "union",  "extern", "switch",  "if", "for",
                                                    "while",     "else",   "do",    "try",  "} else", "case",   "default", "//"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return line.starts_with(word) && (line.size() == word.size() || std::isalnum(static_cast<unsigned char>(line[word.size()])) == 0);
  });
}

/// The last name before the arguments: "Drafting::place".
std::string name_in(std::string_view signature) {
  std::size_t end = std::min(signature.find('('), signature.size());
  if (signature.substr(0, end).ends_with("operator")) end = std::min(end + 2, signature.size());
  std::size_t begin = end;
  while (begin > 0 && signature[begin - 1] != ' ' && signature[begin - 1] != '*' && signature[begin - 1] != '&') --begin;
  return std::string(signature.substr(begin, end - begin));
}

/// `case` and what it returns are one row of a table.
bool is_label(std::string_view line) {
  const std::size_t indent = line.find_first_not_of(' ');
  return indent != std::string_view::npos && line.substr(indent).starts_with("case ") && line.ends_with(':');
}

/// As clang-format lays them out (CI checks that): the closing brace stands alone under the first letter of the signature.
std::vector<Function> functions_in(const std::vector<std::string>& lines) {
  std::vector<Function> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t indent = lines[i].find_first_not_of(' ');
    if (indent == std::string::npos || indent > 4 || is_other_block(std::string_view(lines[i]).substr(indent))) continue;
    const std::size_t arguments = lines[i].find('(');
    if (arguments == std::string::npos || lines[i][indent] == '}' || lines[i].find(" = ") < arguments) continue;  // a table is no function
    std::size_t head = i;  // a signature goes on where it is indented further
    while (head + 1 < lines.size() && !lines[head].ends_with('{') && !lines[head].ends_with(';') && !lines[head].ends_with('}') &&
           lines[head + 1].find_first_not_of(' ') > indent && lines[head + 1].find_first_not_of(' ') != std::string::npos)
      ++head;
    if (!lines[head].ends_with('{')) continue;
    const std::string end = std::string(indent, ' ') + "}";
    const auto last = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(head), lines.end(),
                                   [&](const std::string& line) { return line == end || line == end + ";"; });
    if (last == lines.end()) continue;
    const auto first = lines.begin() + static_cast<std::ptrdiff_t>(i);
    const auto labels = static_cast<std::size_t>(std::count_if(first, last, is_label));
    const auto length = static_cast<std::size_t>(last - first) + 1;
    found.push_back({name_in(std::string_view(lines[i]).substr(indent)), i + 1, length - labels});
    i += length - 1;
  }
  return found;
}

std::size_t limit(std::size_t usual, const Exception* exceptions, std::size_t count, std::string_view path, std::string_view function) {
  for (std::size_t i = 0; i < count; ++i)
    if (exceptions[i].path == path && exceptions[i].function == function) return exceptions[i].lines;
  return usual;
}

TEST(Size, EachFileHasOneSubject) {
  for (const fs::path& path : sources({"include", "parsers", "src", "tests"})) {
    const std::size_t usual = *path.begin() == "tests" ? kTestFile : kFile;
    EXPECT_LE(lines_of(kRoot / path).size(), limit(usual, kFiles, std::size(kFiles), path.string(), ""))
        << path << ": what has moved in that is another subject?";
  }
}

TEST(Size, EachFunctionDoesOneThing) {
  for (const fs::path& path : sources({"include", "parsers", "src"})) {
    if (path.extension() != ".cpp" && path.extension() != ".hpp") continue;
    for (const Function& one : functions_in(lines_of(kRoot / path)))
      EXPECT_LE(one.lines, limit(kFunction, kFunctions, std::size(kFunctions), path.string(), one.name))
          << path.string() << ":" << one.first_line << ": " << one.name;
  }
}

TEST(Size, EveryExceptionIsStillOne) {
  for (const Exception& file : kFiles) EXPECT_TRUE(fs::exists(kRoot / file.path)) << file.path;
  for (const Exception& known : kFunctions) {
    std::size_t longest = 0;
    for (const Function& one : functions_in(lines_of(kRoot / known.path)))
      if (one.name == known.function) longest = std::max(longest, one.lines);
    EXPECT_GT(longest, kFunction) << known.path << ": " << known.function << " is within the limit: take it off the list";
  }
}

TEST(Size, LongFunctionsAreSeen) {
  const std::vector<std::string> source{"namespace a {",
                                        "",
                                        "/// Does it.",
                                        "int Thing::of(int first,",
                                        "              int second) {",
                                        "  if (first) {",
                                        "    return 1;",
                                        "  }",
                                        "  return second;",
                                        "}",
                                        "",
                                        "const auto kTable = list({",
                                        "    1,",
                                        "});",
                                        "struct B {",
                                        "  int get() const {",
                                        "    return 2;",
                                        "  }",
                                        "};",
                                        "}  // namespace a"};
  const auto found = functions_in(source);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "Thing::of");
  EXPECT_EQ(found[0].first_line, 4u);
  EXPECT_EQ(found[0].lines, 7u);
  EXPECT_EQ(found[1].name, "get");
  EXPECT_EQ(found[1].lines, 3u);
}

}  // namespace
}  // namespace laststraw
