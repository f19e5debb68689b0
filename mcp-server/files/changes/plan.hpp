#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "changes/apply_changes.hpp"
#include "changes/transaction.hpp"
#include "space_claim.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// The steps of a call. Nothing is written yet.
struct Plan {
  const Root* root = nullptr;
  std::vector<PlannedStep> steps = {};  ///< One for each change.
  ApplyChangesResult result = {};
  std::string question = {};     ///< For the person who approves it.
  bool displaces_files = false;  ///< Some are replaced or deleted.

  /// After the steps were performed: takes the etags of new files over into the result.
  void take_etags();
};

/// For whom the plan is made, and of which quota.
struct PlanTerms {
  std::shared_ptr<const ClientArea> area;  ///< Must contain all paths; null: any.
  SpaceClaim& claim;                       ///< Receives the bytes of all new files.
  std::stop_token stop;
};

/// Calls `visit` for each change. An error that it throws names the change by its number.
void for_each_change(const ApplyChanges& call, const std::function<void(const FileChange&)>& visit);

/// Checks all changes, one after the other, each against what the ones before make of the files.
/// Throws FileError, which names the change: everything that the tools for one file throw, and
/// E_XDEV when the changes are in several roots.
Plan make_plan(Workspace& workspace, const ApplyChanges& call, const PlanTerms& terms);

}  // namespace mcp::files
