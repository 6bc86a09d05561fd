#include "eval/withheld.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <stdexcept>

#include "analyze/analyze.hpp"
#include "eval/compare.hpp"
#include "eval/partial.hpp"
#include "eval/worst.hpp"
#include "judge/hypotheses.hpp"
#include "laststraw/words.hpp"

namespace laststraw::eval {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBins = 10;
constexpr double kSure = 0.8;
constexpr double kMostCalibrationError = 0.1;

using Keep = std::function<bool(const std::string& path)>;
using Cut = std::string (*)(const std::string& text);
/// What is left of a bundle: some of its files, and of each of them what a person would paste.
struct Withholding {
  const char* name;
  Keep keep;
  Cut cut = nullptr;  ///< of the kernel log, where there is one, else of the PostgreSQL log; null: nothing is cut
};

bool below(const std::string& path, std::string_view folder) { return path.compare(0, folder.size(), folder) == 0; }
bool is_kernel(const std::string& path) { return below(path, "kernel/"); }
bool is_history(const std::string& path) {
  return below(path, "sysstat/") || below(path, "ps/") || below(path, "pressure/") || path.find("history") != std::string::npos;
}

bool is_postgres_log(const std::string& path) { return below(path, "postgresql/"); }
bool is_anything(const std::string&) { return true; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1);
    lines.push_back(text.substr(begin, end + 1 - begin));
    begin = end + 1;
  }
  return lines;
}

bool has(const std::string& line, std::string_view words) { return line.find(words) != std::string::npos; }
/// The first half of a kill, or the whole of it.
bool is_kill(const std::string& line) { return has(line, "Killed process") || has(line, "Kill process"); }

/// Up to the middle of the first report.
std::string half_a_report(const std::string& text) {
  const std::size_t begin = text.find("invoked oom-killer"), end = text.find("Killed process");
  if (begin == std::string::npos || end == std::string::npos || end < begin) return text;
  return text.substr(0, text.find('\n', begin + (end - begin) / 2));
}

/// What `grep -i kill` leaves.
std::string kill_lines(const std::string& text) {
  std::string left;
  for (const std::string& line : lines_of(text))
    if (is_kill(line)) left += line;
  return left;
}

/// The end of a screen: thirty lines up to the first kill.
std::string last_screen(const std::string& text) {
  constexpr std::ptrdiff_t kScreen = 30;
  const std::vector<std::string> lines = lines_of(text);
  const auto kill = std::find_if(lines.begin(), lines.end(), is_kill);
  if (kill == lines.end()) return text;
  std::string left;
  for (auto line = kill - std::min(kScreen - 1, kill - lines.begin()); line <= kill; ++line) left += *line;
  return left;
}

/// From the second row of the task table on.
std::string table_without_head(const std::string& text) {
  const std::vector<std::string> lines = lines_of(text);
  const auto head =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) { return has(line, "total_vm") && has(line, "name"); });
  if (lines.end() - head < 3) return text;
  std::string left;
  for (auto line = head + 2; line != lines.end(); ++line) left += *line;
  return left;
}

/// As where statements are not logged: the crash's DETAIL quotes none.
std::string without_statements(const std::string& text) {
  constexpr std::string_view kDetail = "Failed process was running: ";
  std::string left = text;
  for (std::size_t at = left.find(kDetail); at != std::string::npos; at = left.find(kDetail, at)) {
    const std::size_t end = left.find_first_of("\"\n", at);
    left.erase(at, (end == std::string::npos ? left.size() : end) - at);
  }
  return left;
}

const std::vector<Withholding>& withholdings() {
  static const std::vector<Withholding> all{
      {"whole", is_anything},
      {"kernel log only", is_kernel},
      {"PostgreSQL log only", is_postgres_log},
      {"no history", [](const std::string& path) { return !is_history(path); }},
      {"no configuration", [](const std::string& path) { return !below(path, "config/"); }},
      {"no PostgreSQL log", [](const std::string& path) { return !is_postgres_log(path); }},
      {"no kernel log", [](const std::string& path) { return !is_kernel(path); }},
      {"report truncated", is_anything, half_a_report},
      {"kill lines only", is_kernel, kill_lines},
      {"last screen only", is_kernel, last_screen},
      {"table without head", is_kernel, table_without_head},
      {"log without statements", is_postgres_log, without_statements},
  };
  return all;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Report analyzed(const fs::path& bundle, const Withholding& withholding, const fs::path& scratch) {
  AnalyzeOptions options;
  for (const auto& entry : fs::recursive_directory_iterator(bundle)) {
    if (!entry.is_regular_file()) continue;
    const std::string inside = entry.path().lexically_relative(bundle).string();
    if (!withholding.keep(inside)) continue;
    if (withholding.cut && (is_kernel(inside) || is_postgres_log(inside))) {
      const bool cut = is_kernel(inside) || !withholding.keep("kernel/");
      const fs::path copy = scratch / entry.path().filename();
      std::ofstream(copy, std::ios::binary) << (cut ? withholding.cut(text_of(entry.path())) : text_of(entry.path()));
      options.paths.push_back(copy.string());
    } else {
      options.paths.push_back(entry.path().string());
    }
  }
  std::sort(options.paths.begin(), options.paths.end());
  return options.paths.empty() ? Report{} : analyze(options);
}

bool is_right(std::string_view cause, const Json& truth) {
  bool right = cause == truth.value("cause", std::string());
  for (const Json& also : truth.value("also", Json::array())) right = right || also == std::string(cause);
  return right;
}

/// A cause that also counts as right is worth less to the fit than the truth's own.
double right_of(std::string_view cause, const Json& truth) {
  constexpr double kAlso = 0.3;
  return cause == truth.value("cause", std::string()) ? 1 : is_right(cause, truth) ? kAlso : 0;
}

/// The likeliest cause that is one, and whether the truth names it.
Answer answer_of(const Report& report, const Json& truth) {
  if (report.incidents.empty()) return {0, false};
  if (is_right_where_nothing_happened(truth, word(report.incidents[0].incident.kind)))
    return {report.incidents[0].judgement.findings.front().likelihood, true};
  for (const Finding& finding : report.incidents[0].judgement.findings)
    if (finding.cause != "insufficient_evidence" && finding.outcome != Outcome::not_applicable)
      return {finding.likelihood, is_right(finding.cause, truth)};
  return {0, false};
}

Asked asked_of(const Report& report, const Json& truth, std::string bundle, std::string shape) {
  Asked asked{std::move(bundle), std::move(shape), truth.value("cause", std::string()), "no incident", 0, 0};
  if (report.incidents.empty()) return asked;
  for (const Finding& finding : report.incidents[0].judgement.findings) {
    if (finding.cause == "insufficient_evidence" || finding.outcome == Outcome::not_applicable) continue;
    if (asked.likelihood < finding.likelihood) asked.said = finding.cause, asked.likelihood = finding.likelihood;
    if (is_right(finding.cause, truth)) asked.of_truth += finding.likelihood;
  }
  return asked;
}

std::size_t bin_of(double confidence) { return std::min(kBins - 1, static_cast<std::size_t>(confidence * kBins)); }

void print_row(const char* name, const std::vector<Answer>& answers) {
  double confidence = 0, right = 0;
  for (const Answer& answer : answers) confidence += answer.confidence, right += answer.right;
  const double n = std::max<double>(1, static_cast<double>(answers.size()));
  std::printf("%-22s %6zu   right %5.1f %%   mean confidence %5.1f %%   ECE %.3f\n", name, answers.size(), 100 * right / n,
              100 * confidence / n, expected_calibration_error(answers));
}

}  // namespace

double expected_calibration_error(const std::vector<Answer>& answers) {
  std::array<double, kBins> confidence{}, right{}, count{};
  for (const Answer& answer : answers) {
    const std::size_t bin = bin_of(answer.confidence);
    confidence[bin] += answer.confidence;
    right[bin] += answer.right;
    count[bin] += 1;
  }
  double error = 0;
  for (std::size_t bin = 0; bin < kBins; ++bin) error += std::abs(confidence[bin] - right[bin]);
  return answers.empty() ? 0 : error / static_cast<double>(answers.size());
}

namespace {

std::vector<fs::path> cases_of(const std::string& corpus) {
  std::vector<fs::path> cases;
  for (const auto& entry : fs::directory_iterator(corpus))
    if (fs::exists(entry.path() / "truth.json") && fs::exists(entry.path() / "bundle")) cases.push_back(entry.path());
  std::sort(cases.begin(), cases.end());
  return cases;
}

/// A folder for cut logs, gone afterwards.
struct Scratch {
  fs::path path = fs::temp_directory_path() / ("laststraw-eval-" + std::to_string(::getpid()));
  Scratch() { fs::create_directories(path); }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

void print_reliability(const std::vector<Answer>& answers) {
  std::printf("\nconfidence   answers   right\n");
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    const auto in_bin = [&](const Answer& a) { return bin_of(a.confidence) == bin; };
    const auto n = std::count_if(answers.begin(), answers.end(), in_bin);
    const auto right = std::count_if(answers.begin(), answers.end(), [&](const Answer& a) { return in_bin(a) && a.right; });
    if (n > 0)
      std::printf("%3zu to %3zu %% %8ld %6.0f %%\n", bin * 10, bin * 10 + 10, static_cast<long>(n),
                  100.0 * static_cast<double>(right) / static_cast<double>(n));
  }
}

/// As set by judgement, so that what is held out has not been seen.
Weights judged_weights() {
  Weights weights;
  for (const judge::Hypothesis* hypothesis : judge::hypotheses())
    for (const judge::Term& term : hypothesis->terms) weights[{std::string(hypothesis->id), std::string(term.id)}] = term.judged;
  return weights;
}

/// Puts the numbers into the rows Term{"id", JUDGED, NUMBER, ...} of each cause's file; a row that is not there is said.
void write_tables(const fs::path& folder, const Weights& weights) {
  std::map<std::string, std::string> texts;
  for (const auto& [id, value] : weights) {
    std::string& text = texts[id.first];
    if (text.empty()) {
      std::ifstream file(folder / (id.first + ".cpp"), std::ios::binary);
      text.assign(std::istreambuf_iterator<char>(file), {});
    }
    const std::string opening = "Term{\"" + id.second + "\", ";
    const std::size_t at = text.find(opening);
    if (at == std::string::npos) throw std::runtime_error("no row for " + id.first + "." + id.second + " in " + folder.string());
    const std::size_t begin = text.find(", ", at + opening.size()) + 2, end = text.find(',', begin);
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "%.1f", value);
    text.replace(begin, end - begin, number.data());
  }
  for (const auto& [cause, text] : texts) std::ofstream(folder / (cause + ".cpp"), std::ios::binary) << text;
}

}  // namespace

std::vector<Example> examples_of(const std::string& corpus) {
  const Scratch scratch;
  std::vector<Example> examples;
  for (const fs::path& folder : cases_of(corpus)) {
    const Json truth = Json::parse(std::ifstream(folder / "truth.json"));
    const bool excerpt = is_excerpt(truth);
    if (excerpt && (truth.at("lean") == "none" || truth.at("cause") == "no_incident")) continue;  // no cause is right
    for (const Withholding& withholding : withholdings()) {
      if (excerpt && &withholding != &withholdings().front()) break;  // nothing is left to withhold
      const Report report = analyzed(folder / "bundle", withholding, scratch.path);
      if (report.incidents.empty()) continue;
      Example example{excerpt ? truth.at("shape").get<std::string>() : folder.filename().string(), {}};
      for (const Finding& finding : report.incidents[0].judgement.findings) {
        if (finding.outcome == Outcome::not_applicable) continue;
        Example::Story story{std::string(finding.cause), {"prior"}, right_of(finding.cause, truth)};
        for (const Evidence& evidence : finding.evidence) story.terms.push_back(evidence.term);
        example.stories.push_back(std::move(story));
      }
      examples.push_back(std::move(example));
    }
  }
  return examples;
}

void fit_weights(const std::string& corpus, const std::string& table, const FitOptions& options) {
  const std::vector<Example> examples = examples_of(corpus);
  const Weights start = judged_weights();
  std::set<std::string> scenarios;
  for (const Example& example : examples) scenarios.insert(example.scenario);
  const auto answers_with = [&](const Weights& weights, const std::string& scenario, std::vector<Answer>& answers, double& brier,
                                std::map<std::pair<std::string, std::string>, int>* confusion) {
    for (const Example& example : examples) {
      if (example.scenario != scenario) continue;
      const std::vector<double> p = probabilities(example, weights);
      std::size_t best = 0;
      bool any = false;
      std::string expected;
      double right = 0;  // causes that count as right are one
      for (std::size_t i = 0; i < p.size(); ++i) {
        if (example.stories[i].right > 0)
          right += p[i];
        else
          brier += p[i] * p[i];
        if (example.stories[i].right > 0 && expected.empty()) expected = example.stories[i].cause;
        if (example.stories[i].cause != "insufficient_evidence" && (!any || p[i] > p[best])) best = i, any = true;
      }
      brier += (1 - right) * (1 - right);
      answers.push_back({p[best], example.stories[best].right > 0});
      if (confusion && example.stories[best].right == 0) ++(*confusion)[{expected, example.stories[best].cause}];
    }
  };
  std::vector<Answer> held_out, before;
  double brier = 0, brier_before = 0;
  std::map<std::pair<std::string, std::string>, int> confusion;
  for (const std::string& scenario : scenarios) {
    std::vector<Example> others;
    for (const Example& example : examples)
      if (example.scenario != scenario) others.push_back(example);
    answers_with(fit(others, start, options), scenario, held_out, brier, &confusion);
    answers_with(start, scenario, before, brier_before, nullptr);
  }
  const double n = std::max<double>(1, static_cast<double>(examples.size()));
  std::printf("%zu scenarios, %zu answers with and without inputs withheld\n", scenarios.size(), examples.size());
  print_row("as set", before);
  print_row("fitted, held out", held_out);
  std::printf("Brier %.3f as set, %.3f fitted and held out\n", brier_before / n, brier / n);
  std::printf("\nconfusion (held out): expected, said, times\n");
  for (const auto& [pair, times] : confusion)
    std::printf("  %-36s %-36s %d\n", pair.first.empty() ? "(not applicable)" : pair.first.c_str(), pair.second.c_str(), times);
  print_reliability(held_out);
  const Weights fitted = fit(examples, start, options);
  std::printf("\nlog loss %.3f as set, %.3f fitted on all\n", log_loss(examples, start), log_loss(examples, fitted));
  if (!table.empty()) {
    write_tables(table, fitted);
    std::printf("written: %s\n", table.c_str());
  }
}

bool is_decided(const Answer& answer) { return answer.confidence >= kDecided; }

bool evaluate_withheld(const std::string& corpus) {
  const Scratch scratch;
  const std::vector<fs::path> cases = cases_of(corpus);
  std::vector<Answer> all;
  std::vector<Asked> asked;
  std::size_t sure_and_wrong = 0;
  for (const Withholding& withholding : withholdings()) {
    std::vector<Answer> answers;
    for (const fs::path& folder : cases) {
      const Json truth = Json::parse(std::ifstream(folder / "truth.json"));
      const Report report = analyzed(folder / "bundle", withholding, scratch.path);
      answers.push_back(answer_of(report, truth));
      asked.push_back(asked_of(report, truth, folder.filename().string(), withholding.name));
      asked.back().right = answers.back().right;
      if (!answers.back().right && answers.back().confidence >= kSure)
        ++sure_and_wrong,
            std::printf("  sure and wrong: %s, %s (%.2f)\n", folder.filename().c_str(), withholding.name, answers.back().confidence);
    }
    print_row(withholding.name, answers);
    all.insert(all.end(), answers.begin(), answers.end());
  }
  print_row("all", all);
  print_reliability(all);
  print_confusion(asked);
  print_worst(asked, 10);
  // Below, the report says "undecided" and names what would decide: that is no claim that could be right or wrong.
  std::vector<Answer> decided;
  std::copy_if(all.begin(), all.end(), std::back_inserter(decided), is_decided);
  print_row("decided", decided);
  const double error = expected_calibration_error(decided);
  const bool good = sure_and_wrong == 0 && error <= kMostCalibrationError;
  std::printf("withheld: %s (sure and wrong %zu, at most 0; expected calibration error of what is decided %.3f, at most %.2f)\n",
              good ? "passed" : "FAILED", sure_and_wrong, error, kMostCalibrationError);
  return good;
}

}  // namespace laststraw::eval
