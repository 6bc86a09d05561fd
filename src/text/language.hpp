// Sentences as text: in English, or in a language that has a catalogue (zh_CN.po, GNU gettext's form; beside this file).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "laststraw/sentence.hpp"

namespace laststraw {

/// One of languages(). Copies share the catalogue.
class Language {
 public:
  /// English, or a catalogue's name. Throws std::invalid_argument for another.
  explicit Language(std::string_view name);

  const std::string& name() const { return name_; }
  /// The sentence as text.
  std::string operator()(const Sentence& sentence) const;
  std::string text_of(const Argument& argument) const;
  /// A message without places; as it is where it has no translation.
  std::string words(std::string_view message) const;

 private:
  class Catalogue;

  std::string name_;
  std::shared_ptr<const Catalogue> catalogue_;  ///< null: English
};

const Language& english();
/// "en" and the catalogues' names.
std::vector<std::string_view> languages();

/// A message of a catalogue, with its first form in that language.
struct Translation {
  std::string_view context, message, plural;
  std::vector<std::string_view> forms;
};
/// All of a catalogue; nothing for English.
std::vector<Translation> translations(std::string_view language);

}  // namespace laststraw
