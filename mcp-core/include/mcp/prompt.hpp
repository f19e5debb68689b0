#pragma once

#include <string>
#include <vector>

#include "mcp/content.hpp"

namespace mcp {

struct PromptArgument {
  std::string name;
  std::string title = {};
  std::string description = {};
  bool required = false;

  bool operator==(const PromptArgument&) const = default;
  static Object<PromptArgument> describe();
};

/// A prompt as `prompts/list` shows it.
/// Spec: 2026-07-28 server/prompts, Prompt.
struct Prompt {
  std::string name;
  std::string title = {};
  std::string description = {};
  std::vector<PromptArgument> arguments = {};
  std::vector<Icon> icons = {};
  Json meta = nullptr;

  bool operator==(const Prompt&) const = default;
  static Object<Prompt> describe();
};

enum class Role { user, assistant };
EnumNames<Role> enum_names(Role);

struct PromptMessage {
  Role role = Role::user;
  Content content = TextContent{};
};

/// The result of `prompts/get`.
struct GetPromptResult {
  std::string description = {};
  std::vector<PromptMessage> messages = {};
  Json meta = nullptr;
};

/// A message with one text.
PromptMessage user_message(std::string text);
PromptMessage assistant_message(std::string text);

template <>
struct Codec<GetPromptResult> {
  static Json encode(const GetPromptResult& result);
  static GetPromptResult decode(const Json& json);
};

/// The result of `completion/complete`: at most 100 suggestions, best first.
/// Spec: 2026-07-28 server/utilities/completion.
struct Completion {
  std::vector<std::string> values = {};
  std::optional<std::uint64_t> total = {};
  std::optional<bool> has_more = {};

  static Object<Completion> describe();
};

}  // namespace mcp
