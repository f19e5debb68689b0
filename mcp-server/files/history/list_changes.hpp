#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client_roots.hpp"
#include "file_error.hpp"
#include "mcp/describe.hpp"

namespace mcp::files {

/// The arguments of `list_changes`.
struct ListChanges {
  std::string path = ".";
  std::optional<std::string> cursor;
  std::uint64_t limit = 20;
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain `path`; null: any.

  static Object<ListChanges> describe();
};

/// One path of a change.
struct ListedStep {
  std::string path;
  std::string kind;
  std::optional<std::string> to = {};
  std::optional<std::uint64_t> size_before = {};
  std::optional<std::uint64_t> size = {};

  static Object<ListedStep> describe();
};

/// One change.
struct ListedChange {
  std::string id;
  std::string time;
  std::string tool;
  std::vector<ListedStep> files = {};
  std::optional<std::string> undoes = {};
  std::optional<std::string> cannot_undo = {};

  static Object<ListedChange> describe();
};

/// The result: everything but `error`, or only `error`.
struct ListChangesResult {
  std::optional<std::vector<ListedChange>> changes = {};
  std::optional<std::string> cursor = {};
  std::optional<ErrorInfo> error = {};

  static Object<ListChangesResult> describe();
};

}  // namespace mcp::files
