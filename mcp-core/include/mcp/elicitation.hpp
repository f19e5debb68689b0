#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mcp/describe.hpp"

namespace mcp {

/// The user's response to an elicitation.
/// Spec: 2026-07-28 client/elicitation, Response Actions.
enum class ElicitAction { accept, decline, cancel };
EnumNames<ElicitAction> enum_names(ElicitAction);

/// The result of `elicitation/create`. `content` is set only for an accepted form.
struct ElicitResult {
  ElicitAction action = ElicitAction::cancel;
  std::optional<Json> content = {};

  static Object<ElicitResult> describe();
};

/// A directory that a client considers relevant. Information, not a permission.
/// Spec: 2026-07-28 client/roots (deprecated there).
struct Root {
  std::string uri;  ///< `file://`
  std::string name = {};

  bool operator==(const Root&) const = default;
  static Object<Root> describe();
};

struct ListRootsResult {
  std::vector<Root> roots;

  static Object<ListRootsResult> describe();
};

}  // namespace mcp
