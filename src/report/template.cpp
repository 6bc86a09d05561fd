#include "report/template.hpp"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template.h>
#include <ctemplate/template_modifiers.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "report/format.hpp"
#include "report/words.hpp"
#include "text/say.hpp"

namespace laststraw::report {

namespace {

using Formatter = std::string (*)(const std::string& value, const Language& in);
constexpr const char* kLanguage = "language";

class Modifier : public ctemplate::TemplateModifier {
 public:
  explicit Modifier(Formatter formatter) : formatter_(formatter) {}
  void Modify(const char* in, std::size_t size, const ctemplate::PerExpandData* data, ctemplate::ExpandEmitter* out,
              const std::string&) const override {
    out->Emit(formatter_(std::string(in, size), *static_cast<const Language*>(data->LookupForModifiers(kLanguage))));
  }

 private:
  Formatter formatter_;
};

double number_of(const std::string& value) { return std::strtod(value.c_str(), nullptr); }

/// Our own templates' labels in the report's language: "[[Where the memory was]]", "[[{0} of {1}|...|...]]".
std::string with_labels(const std::string& text, const Language& in) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t at = 0; (at = text.find("[[", from)) != std::string::npos;) {
    const std::size_t end = text.find("]]", at);
    out.append(text, from, at - from);
    Sentence label;
    for (std::string_view rest = std::string_view(text).substr(at + 2, end - at - 2), part; !rest.empty();) {
      part = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(part.size() + 1, rest.size()));
      if (label.message.empty())
        label.message = part;
      else
        label.arguments.emplace_back(part);
    }
    out += in(label);
    from = end + 2;
  }
  return out.append(text, from);
}

void add_modifiers() {
  struct Named {
    const char* name;
    Modifier modifier;
  };
  static const std::array<Named, 7> kModifiers{{
      {"x-bytes", Modifier([](const std::string& v, const Language&) { return human_bytes(saturated(number_of(v))); })},
      {"x-percent", Modifier([](const std::string& v, const Language&) { return percent(number_of(v) / 100); })},
      {"x-likelihood", Modifier([](const std::string& v, const Language&) { return likelihood_words(number_of(v)); })},
      {"x-decibans", Modifier([](const std::string& v, const Language&) { return decibans_text(number_of(v)); })},
      {"x-seconds", Modifier([](const std::string& v, const Language& in) { return in(Text(Duration{number_of(v)})); })},
      {"x-when", Modifier([](const std::string& v, const Language&) { return short_time(v); })},
      {"x-words", Modifier([](const std::string& v, const Language& in) { return in(readable(v)); })},
  }};
  static const bool added =
      std::all_of(kModifiers.begin(), kModifiers.end(), [](const Named& m) { return ctemplate::AddModifier(m.name, &m.modifier); });
  (void)added;
}

}  // namespace

void Filler::text(std::string_view name, const std::string& text, bool empty) {
  dictionary_.SetValue(std::string(name), text);
  dictionary_.ShowSection((empty ? "no_" : "") + std::string(name));
}

Filler Filler::section(std::string_view name) { return {*dictionary_.AddSectionDictionary(std::string(name)), in_, around_}; }

std::string expand_own(const std::string& name, std::string_view text, const Filling& fill, const Language& in) {
  return expand(name, with_labels(std::string(text), in), fill, in);
}

std::string expand(const std::string& name, const std::string& text, const Filling& fill, const Language& in) {
  add_modifiers();
  const std::unique_ptr<ctemplate::Template> parsed(ctemplate::Template::StringToTemplate(text, ctemplate::DO_NOT_STRIP));
  if (!parsed || parsed->state() != ctemplate::TS_READY)
    throw std::invalid_argument(name + ": this is no template that can be read (docs/TEMPLATES.md)");
  ctemplate::TemplateDictionary dictionary(name);
  Filler filler(dictionary, in);
  fill(filler);
  std::string out;
  ctemplate::PerExpandData data;
  data.InsertForModifiers(kLanguage, &in);
  if (!parsed->ExpandWithData(&out, &dictionary, &data)) throw std::invalid_argument(name + ": the template could not be filled");
  return out;
}

}  // namespace laststraw::report
