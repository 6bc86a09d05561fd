#include "text/language.hpp"

#include <algorithm>
#include <array>
#include <boost/locale/gnu_gettext.hpp>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <locale>
#include <stdexcept>

#include "laststraw/time.hpp"
#include "text/catalogues.hpp"

namespace laststraw {

namespace {

namespace gettext = boost::locale::gnu_gettext;
using Facet = boost::locale::message_format<char>;

std::string_view compiled(std::string_view language) {
  for (const CompiledCatalogue& one : catalogues())
    if (one.language == language) return one.mo;
  return {};
}

/// The catalogue is a part of the program: no file is opened.
std::locale read(std::string_view language) {
  const std::string_view mo = compiled(language);
  gettext::messages_info info;
  info.language = std::string(language.substr(0, language.find('_')));
  info.country = language.find('_') == std::string_view::npos ? std::string() : std::string(language.substr(language.find('_') + 1));
  info.encoding = "UTF-8";
  info.paths.emplace_back("/");
  info.domains.emplace_back("laststraw");
  info.callback = [&](const std::string&, const std::string&) { return std::vector<char>(mo.begin(), mo.end()); };
  return std::locale(std::locale::classic(), gettext::create_messages_facet<char>(info));
}

/// `pattern` with its places filled by `fill`.
template <class Fill>
std::string filled(std::string_view pattern, const Fill& fill) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const bool place =
        pattern[at] == '{' && at + 2 < pattern.size() && pattern[at + 1] >= '0' && pattern[at + 1] <= '9' && pattern[at + 2] == '}';
    if (place)
      out += fill(static_cast<std::size_t>(pattern[at + 1] - '0')), at += 2;
    else
      out += pattern[at];
  }
  return out;
}

/// Cut to a sentence's length, never inside a character.
std::string statement_words(const Name& statement) {
  constexpr std::size_t kMost = 100;
  std::string words = statement.words;
  if (words.size() > kMost) {
    std::size_t end = kMost;
    while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xC0) == 0x80) --end;
    words.replace(end, std::string::npos, "...");
  }
  return statement.quoted && !words.empty() ? "\"" + words + "\"" : words;
}

std::string identity_words(const Identity& who) {
  std::string words = who.user;
  if (!who.database.empty()) words += "@" + who.database;
  if (!who.pid) return who.application.empty() ? words : words + (words.empty() ? "(" : " (") + who.application + ")";
  if (!who.application.empty()) words += (words.empty() ? "" : ", ") + who.application;
  if (!who.comm.empty()) words = who.comm;
  const std::string pid = "pid " + std::to_string(number(*who.pid));
  return words.empty() ? pid : pid + " (" + words + ")";
}

std::string digits(double value, int decimals) {
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

/// The two largest units that tell.
Sentence duration_words(double seconds) {
  constexpr double kMinute = 60, kHour = 3600, kDay = 86400;
  if (seconds < 0) return "-" + duration_words(-seconds);
  if (seconds < 0.995) return say("{0} s", digits(seconds, 2));
  if (seconds < 2 * kMinute) {
    const std::string tenths = digits(seconds, 1);
    return say("{0} s", tenths.ends_with(".0") ? tenths.substr(0, tenths.size() - 2) : tenths);
  }
  const double large = seconds < kHour ? kMinute : seconds < 2 * kDay ? kHour : kDay, small = large == kDay ? kHour : large / 60;
  const std::int64_t all = to_whole(std::round(seconds / small)), each = to_whole(large / small), whole = all / each, rest = all % each;
  if (large == kMinute) return rest == 0 ? say("{0} min", whole) : say("{0} min {1} s", whole, rest);
  if (large == kHour) return rest == 0 ? say("{0} h", whole) : say("{0} h {1} min", whole, rest);
  return rest == 0 ? say("{0} d", whole) : say("{0} d {1} h", whole, rest);
}

std::string time_words(const PointInTime& when) {
  const std::string text = short_time(when.at);
  return when.with_zone && when.at.ends_with('Z') ? text + " UTC" : text;
}

/// A number of a .mo file, which msgfmt writes in the order of bytes of this machine.
std::uint32_t number_at(std::string_view mo, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, mo.substr(at, sizeof value).data(), sizeof value);
  return value;
}

std::string_view text_at(std::string_view mo, std::size_t table, std::size_t index) {
  return mo.substr(number_at(mo, table + 8 * index + 4), number_at(mo, table + 8 * index));
}

std::vector<std::string_view> split_at_zero(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; end != std::string_view::npos; text.remove_prefix(std::min(end + 1, text.size()))) {
    end = text.find('\0');
    parts.push_back(text.substr(0, end));
  }
  return parts;
}

}  // namespace

class Language::Catalogue {
 public:
  explicit Catalogue(std::string_view language) : locale_(read(language)), messages_(std::use_facet<Facet>(locale_)) {}

  /// Null where there is no translation.
  const char* find(const Sentence& sentence) const {
    const char* context = sentence.context.empty() ? nullptr : sentence.context.c_str();
    if (sentence.plural.empty()) return messages_.get(0, context, sentence.message.c_str());
    // The rules of plurals look at the number's last digits.
    constexpr std::uint64_t kMost = 1'000'000;
    const auto n = static_cast<int>(sentence.count < kMost ? sentence.count : kMost + sentence.count % kMost);
    return messages_.get(0, context, sentence.message.c_str(), n);
  }

 private:
  std::locale locale_;
  const Facet& messages_;
};

Language::Language(std::string_view name) : name_(name) {
  const auto known = languages();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    std::string names;
    for (const std::string_view one : known) names += (names.empty() ? "" : ", ") + std::string(one);
    throw std::invalid_argument("--lang: there is no '" + std::string(name) + "'; there are " + names);
  }
  if (!compiled(name).empty()) catalogue_ = std::make_shared<const Catalogue>(name);
}

std::string Language::words(std::string_view message) const { return (*this)(in_words(message)); }

std::string Language::operator()(const Sentence& sentence) const {
  const std::vector<Argument>& arguments = sentence.arguments;
  if (sentence.message.empty()) {
    std::string out;
    for (const Argument& one : arguments) out += text_of(one);
    return out;
  }
  const char* own = catalogue_ ? catalogue_->find(sentence) : nullptr;
  const bool several = !sentence.plural.empty() && sentence.count != 1;
  const std::string_view pattern = own ? std::string_view(own) : several ? sentence.plural : sentence.message;
  return filled(pattern, [&](std::size_t place) { return place < arguments.size() ? text_of(arguments[place]) : std::string(); });
}

std::string Language::text_of(const Argument& argument) const {
  struct Words {
    const Language& language;
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::int64_t n) const { return std::to_string(n); }
    std::string operator()(Bytes size) const { return human_bytes(size); }
    std::string operator()(Percent share) const { return percent(share.fraction); }
    std::string operator()(Duration time) const { return language(duration_words(time.seconds)); }
    std::string operator()(const PointInTime& when) const { return time_words(when); }
    std::string operator()(Pid pid) const { return std::to_string(number(pid)); }
    std::string operator()(const Name& name) const { return name.of == NameOf::statement ? statement_words(name) : name.words; }
    std::string operator()(const Identity& who) const { return identity_words(who); }
    std::string operator()(const ContractWord& word) const {
      const std::string own = language.words(word.name);
      if (own != word.name) return own;
      std::string plain = word.name;
      std::replace(plain.begin(), plain.end(), '_', ' ');
      return plain;
    }
    std::string operator()(const Sentence& sentence) const { return language(sentence); }
  };
  return std::visit(Words{*this}, argument.value);
}

const Language& english() {
  static const Language kEnglish("en");
  return kEnglish;
}

std::vector<std::string_view> languages() {
  std::vector<std::string_view> names{"en"};
  for (const CompiledCatalogue& one : catalogues()) names.push_back(one.language);
  return names;
}

// The form is described in GNU gettext's manual, "The Format of GNU MO Files".
std::vector<Translation> translations(std::string_view language) {
  const std::string_view mo = compiled(language);
  std::vector<Translation> all;
  if (mo.empty()) return all;
  const std::size_t count = number_at(mo, 8), messages = number_at(mo, 12), own = number_at(mo, 16);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view key = text_at(mo, messages, i);
    if (key.empty()) continue;  // the head
    const std::size_t end_of_context = key.find('\4');
    const bool has_context = end_of_context != std::string_view::npos;
    const auto names = split_at_zero(has_context ? key.substr(end_of_context + 1) : key);
    all.push_back({has_context ? key.substr(0, end_of_context) : std::string_view(), names[0],
                   names.size() > 1 ? names[1] : std::string_view(), split_at_zero(text_at(mo, own, i))});
  }
  return all;
}

}  // namespace laststraw
