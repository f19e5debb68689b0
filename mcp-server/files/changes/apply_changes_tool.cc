#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "changes/plan.hpp"
#include "changes/transaction.hpp"
#include "shown_path.hpp"
#include "space_claim.hpp"
#include "tools.hpp"
#include "write_approval.hpp"

namespace mcp::files {
namespace {

constexpr int max_change_attempts = 3;  // while other programs change the files

/// A path of the call, as ToolAccess::narrow checks it.
struct PathOfChange {
  std::string_view path;
  std::shared_ptr<const ClientArea> area = nullptr;
};

// Empty: continue, and `area` is set; otherwise the reply, which asks the client for its roots.
std::optional<ToolReply> narrow_all(const ToolAccess& access, const ApplyChanges& in,
                                    std::shared_ptr<const ClientArea>& area, ToolContext& context) {
  std::optional<ToolReply> asked;
  for_each_change(in, [&](const FileChange& change) {
    std::vector<std::string_view> paths{change.path};
    if (change.to) paths.push_back(*change.to);
    for (const auto path : paths) {
      PathOfChange checked{path};
      if (!asked) asked = access.narrow(checked, context);
      area = checked.area;
    }
  });
  return asked;
}

bool needs_approval(const ToolAccess& access, const Plan& plan) {
  if (access.approval == Approval::never) return false;
  return access.approval == Approval::all || plan.displaces_files;
}

std::optional<ToolReply> approve(const ToolAccess& access, const Plan& plan, ToolContext& context) {
  if (!needs_approval(access, plan)) return std::nullopt;
  const auto& changes = *plan.result.changes;
  std::string shown = changes.front().path;
  if (changes.size() > 1) shown += " and " + std::to_string(changes.size() - 1) + " more";
  return approve_write(access, shown, plan.question, context);
}

std::string line_of(const ChangeResult& change) {
  std::string line = encode(change.kind).get<std::string>() + ' ' + name_to_show(change.path);
  if (change.to) line += " to " + name_to_show(*change.to);
  if (change.added) {
    line += ": +" + std::to_string(*change.added) + " -" + std::to_string(*change.removed);
  }
  return line + '\n';
}

CallToolResult shown(const ApplyChangesResult& result) {
  std::string lines = *result.dry_run ? "Nothing was changed. This would be done:\n" : "";
  for (const ChangeResult& change : *result.changes) lines += line_of(change);
  return shown_as(lines + *result.diff, result);
}

// Another program has changed a file since it was read here; the changes may still fit.
bool may_fit(const FileError& error, const ApplyChanges& in) {
  const auto has_etag = [](const FileChange& change) { return change.if_match.has_value(); };
  return error.code() == "E_CONFLICT" && !error.info().expected.contains("kept") &&
         std::ranges::none_of(in.changes, has_etag);
}

ToolReply apply(const ToolAccess& access, ApplyChanges in, ToolContext& context) {
  std::shared_ptr<const ClientArea> area;
  if (auto asked = narrow_all(access, in, area, context)) return *asked;
  for (int attempt = 1;; ++attempt) {
    SpaceClaim claim(access.workspace());
    Plan plan = make_plan(access.workspace(), in, {area, claim, context.stop()});
    if (in.dry_run) return shown(plan.result);
    if (auto asked = approve(access, plan, context)) return *asked;
    try {
      perform_all(access.workspace(), *plan.root, plan.steps, context.stop());
      claim.spend();
      plan.take_etags();
      return shown(plan.result);
    } catch (const FileError& error) {
      const bool again = access.approval == Approval::never && attempt < max_change_attempts;
      if (!again || !may_fit(error, in)) throw;
    }
  }
}

}  // namespace

WorkspaceTool apply_changes_tool() {
  return workspace_tool<ApplyChanges, ApplyChangesResult>(
      {.name = "apply_changes",
       .title = "Change several files",
       .description = "Changes up to 100 files in order: all or none.",
       .annotations =
           {.read_only = false, .destructive = true, .idempotent = false, .open_world = false}},
      apply);
}

}  // namespace mcp::files
