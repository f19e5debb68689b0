#include "program/config_file.hpp"

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "command_line/option_checks.hpp"
#include "io/trusted_file.hpp"
#include "schema/text.hpp"

namespace mcp::program {
namespace {

std::string text_of(const toml::node& value) {
  if (const auto* text = value.as_string()) return text->get();
  std::ostringstream out;
  if (const auto* number = value.as_integer()) out << number->get();
  if (const auto* number = value.as_floating_point()) out << number->get();
  if (const auto* flag = value.as_boolean()) out << (flag->get() ? "true" : "false");
  return out.str();
}

// Null: there are not so many.
CLI::Validator* validator_of(CLI::Option& option, int index) {
  try {
    return option.get_validator(index);
  } catch (const CLI::OptionNotFound&) {
    return nullptr;
  }
}

bool is_flag(const CLI::Option& option) {
  return option.get_items_expected_max() == 0;
}

/// Reads the file for one program's options.
class OptionsInToml final : public CLI::ConfigTOML {
 public:
  explicit OptionsInToml(CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
    std::vector<CLI::ConfigItem> found;
    const toml::table table = parsed(input);
    for (const auto& [key, value] : table) {
      const std::string name(key.str());
      CLI::Option& option = option_named(name, key.source().begin.line);
      std::vector<std::string> values = values_of(option, name, value);
      // A flag that is false is as good as none.
      if (is_flag(option) && values.front() == "false") continue;
      for (const std::string& text : values) require_valid(option, name, text, value);
      CLI::ConfigItem& item = found.emplace_back();
      item.name = name;
      item.inputs = std::move(values);
    }
    return found;
  }

 private:
  toml::table parsed(std::istream& input) const {
    try {
      return toml::parse(input);
    } catch (const toml::parse_error& error) {
      throw wrong(error.source().begin.line, "not valid TOML: " + std::string(error.description()));
    }
  }

  CLI::Option& option_named(const std::string& key, toml::source_index line) const {
    std::vector<std::string_view> known;
    for (CLI::Option* option : app_.get_options({})) {
      if (!option->get_configurable() || option->get_lnames().empty()) continue;
      known.push_back(option->get_lnames().front());
      if (known.back() == key) return *option;
    }
    const std::string_view meant = schema::closest(key, known);
    throw wrong(line, "unknown key " + schema::quote_name(key) +
                          (meant.empty() ? "; the keys are the long options of --help"
                                         : "; did you mean " + schema::quote_name(meant) + '?'));
  }

  std::vector<std::string> values_of(const CLI::Option& option, const std::string& key,
                                     const toml::node& value) const {
    const auto line = value.source().begin.line;
    if (is_flag(option)) {
      if (!value.is_boolean())
        throw wrong(line, schema::quote_name(key) + " must be true or false");
      return {text_of(value)};
    }
    const auto* list = value.as_array();
    if (!list) return {single(key, value)};
    if (option.get_items_expected_max() == 1) {
      throw wrong(line, schema::quote_name(key) + " takes one value, not a list");
    }
    std::vector<std::string> values;
    for (const toml::node& item : *list) values.push_back(single(key, item));
    return values;
  }

  std::string single(const std::string& key, const toml::node& value) const {
    if (value.is_string() || value.is_number()) return text_of(value);
    throw wrong(value.source().begin.line,
                schema::quote_name(key) + " must be a string or a number");
  }

  // CLI11 would check the value later, when its line is not known any more.
  void require_valid(CLI::Option& option, const std::string& key, std::string text,
                     const toml::node& value) const {
    for (int index = 0; CLI::Validator* validator = validator_of(option, index); ++index) {
      const std::string why = (*validator)(text);
      if (!why.empty()) {
        throw wrong(value.source().begin.line, schema::quote_name(key) + ' ' + why);
      }
    }
  }

  CLI::ConfigError wrong(toml::source_index line, const std::string& what) const {
    const std::string file = app_.get_config_ptr()->as<std::string>();
    return CLI::ConfigError("--config: " + schema::quote_name(file) + " line " +
                            std::to_string(line) + ": " + what);
  }

  CLI::App& app_;
};

CLI::Validator trusted_file() {
  return {[](const std::string& path) {
            try {
              require_trusted_file(path, {.private_group_may_write = true});
              return std::string();
            } catch (const std::runtime_error& error) {
              return std::string(error.what());
            }
          },
          ""};
}

}  // namespace

void add_config_file(CLI::App& app) {
  app.config_formatter(std::make_shared<OptionsInToml>(app));
  app.set_config("--config", "",
                 "TOML file with options, such as read-only = true; options of the command line "
                 "replace those of the file")
      ->check(trusted_file())
      ->type_name("FILE");
}

}  // namespace mcp::program
