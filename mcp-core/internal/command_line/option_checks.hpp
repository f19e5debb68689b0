#pragma once

#include <CLI/CLI.hpp>

#include <arpa/inet.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/text.hpp"

/// Checks of option values for the three programs. Each returns what the value must be, in the
/// words of the configuration files; CLI11 puts the name of the option in front.
namespace mcp::command_line {

/// What to write instead of an unknown name: "did you mean `x`?", or `all` and at most 20 of the
/// names.
inline std::string instead_of(std::string_view name, const std::vector<std::string_view>& names,
                              const std::string& all) {
  constexpr std::size_t most_shown = 20;
  const std::string_view meant = schema::closest(name, names);
  if (!meant.empty()) return "did you mean " + schema::quote_name(meant) + '?';
  return all + ' ' + schema::list_names(names, most_shown);
}

/// "a, b or c".
inline std::string alternatives(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

inline std::string must_be(const std::string& expected, const std::string& value) {
  return "must be " + expected + ", not " + schema::quote_name(value);
}

inline CLI::Validator one_of(std::vector<std::string> names) {
  return {[names = std::move(names)](const std::string& value) {
            for (const std::string& name : names) {
              if (value == name) return std::string();
            }
            return must_be(alternatives(names), value);
          },
          ""};
}

inline CLI::Validator whole_number(long long least, long long most) {
  return {[least, most](const std::string& value) {
            long long number = 0;
            const char* const last = value.data() + value.size();
            const auto [end, error] = std::from_chars(value.data(), last, number);
            if (error == std::errc() && end == last && number >= least && number <= most) {
              return std::string();
            }
            return must_be(
                "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
                value);
          },
          ""};
}

/// `expected` names the range: "a number of seconds from 0.001 to 1000000000".
inline CLI::Validator number(double least, double most, std::string expected) {
  return {[least, most, expected = std::move(expected)](const std::string& value) {
            char* end = nullptr;
            const double given = std::strtod(value.c_str(), &end);
            const bool is_number = !value.empty() && *end == '\0';
            if (is_number && given >= least && given <= most) return std::string();
            return must_be(expected, value);
          },
          ""};
}

/// Replaces a size such as 512kb by its number of bytes.
inline CLI::Validator size_in_bytes() {
  return {[parse = CLI::AsSizeValue(false)](std::string& value) {
            std::string bytes = value;
            try {
              // CLI11 reads a negative number as a very large one.
              if (!value.starts_with('-') && parse(bytes).empty()) {
                value = std::move(bytes);
                return std::string();
              }
            } catch (const CLI::ValidationError&) {
              // is not a size either
            }
            return must_be("a size in bytes, or with kb, mb or gb, such as 512kb", value);
          },
          ""};
}

/// Throws std::runtime_error, naming the option, when no socket can be bound to `host`.
inline void require_ip_address(const std::string& option, const std::string& host) {
  in6_addr parsed{};
  const std::string address = host.substr(0, host.find('%'));  // without the zone: RFC 4007
  const bool is_address = ::inet_pton(AF_INET, address.c_str(), &parsed) == 1 ||
                          ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
  if (is_address || host == "localhost") return;
  throw std::runtime_error(option + ": " + schema::quote_name(host) +
                           " is not an IP address; use 127.0.0.1, or an address of this machine");
}

inline CLI::Validator existing_file() {
  return {[](const std::string& path) {
            std::error_code error;
            const auto status = std::filesystem::status(path, error);
            if (!std::filesystem::exists(status)) {
              return schema::quote_name(path) + " does not exist";
            }
            if (std::filesystem::is_directory(status)) {
              return schema::quote_name(path) + " is a directory, not a file";
            }
            return std::string();
          },
          ""};
}

inline CLI::Validator existing_directory() {
  return {[](const std::string& path) {
            std::error_code error;
            const auto status = std::filesystem::status(path, error);
            if (!std::filesystem::exists(status)) {
              return schema::quote_name(path) + " does not exist";
            }
            if (!std::filesystem::is_directory(status)) {
              return schema::quote_name(path) + " is not a directory";
            }
            return std::string();
          },
          ""};
}

}  // namespace mcp::command_line
