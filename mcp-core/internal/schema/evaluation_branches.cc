#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "schema/evaluation.hpp"
#include "schema/phrases.hpp"

namespace mcp::schema {
namespace {

constexpr std::size_t max_examined = 32;
constexpr std::size_t max_shown = 5;
constexpr std::size_t max_nesting = 3;
// Building messages is slow: nested alternatives must not multiply it.
constexpr std::size_t max_complaints = 200;
constexpr std::size_t complaints_per_branch = 4;

bool is_other_type(const Branch& branch, const std::string& path) {
  return std::any_of(branch.complaints.begin(), branch.complaints.end(), [&](const auto& one) {
    return one.kind == Complaint::Kind::type && one.path == path;
  });
}

/// All types that the branches ask for, when not one of them asks for anything else.
TypeSet only_types(const std::vector<Branch>& branches, const std::string& path) {
  TypeSet wanted = 0;
  for (const Branch& branch : branches) {
    if (branch.complaints.size() > 1 || !is_other_type(branch, path)) return 0;
    wanted |= branch.complaints.front().wanted;
  }
  return wanted;
}

/// Whether it is for another choice, as an alternative for `"kind": "circle"` when the value has
/// "square".
bool is_other_choice(const Branch& branch) {
  return std::any_of(branch.complaints.begin(), branch.complaints.end(),
                     [](const auto& one) { return one.kind == Complaint::Kind::choice; });
}

/// Drops the branches for which `is_far` is true, unless it is true for all.
template <class Predicate>
void keep_closer(std::vector<Branch>& branches, Predicate is_far) {
  if (std::all_of(branches.begin(), branches.end(), is_far)) return;
  std::erase_if(branches, is_far);
}

/// The complaint about the choice, if the branch has one; otherwise its first complaint.
const Complaint& most_telling(const Branch& branch) {
  const auto choice =
      std::find_if(branch.complaints.begin(), branch.complaints.end(),
                   [](const auto& one) { return one.kind == Complaint::Kind::choice; });
  return choice == branch.complaints.end() ? branch.complaints.front() : *choice;
}

std::string list(const std::vector<Branch>& branches, const std::string& path) {
  std::string text;
  for (std::size_t i = 0; i < std::min(branches.size(), max_shown); ++i) {
    const Complaint& complaint = most_telling(branches[i]);
    const bool same_subject = complaint.path == path && !complaint.subject.empty();
    text += (i == 0 ? " (" : "; (") + std::to_string(branches[i].number) + ") " +
            (same_subject ? complaint.text : complaint.sentence());
  }
  if (branches.size() > max_shown) {
    text += "; and " + std::to_string(branches.size() - max_shown) + " more";
  }
  return text;
}

}  // namespace

std::vector<Branch> Evaluation::explain(std::span<const Node* const> nodes, const Json& value,
                                        const Where& at) {
  std::vector<Branch> branches;
  if (branch_depth_ >= max_nesting) return branches;
  ++branch_depth_;
  Report* outer = report_;
  for (std::size_t i = 0; i < std::min(nodes.size(), max_examined); ++i) {
    if (stopped_ || complaints_ >= max_complaints) break;
    Report report(complaints_per_branch);
    report_ = &report;
    check(*nodes[i], value, {at.path, at.scope, false});
    if (!report.complaints().empty()) branches.push_back({i + 1, report.complaints()});
  }
  report_ = outer;
  --branch_depth_;
  return branches;
}

void Evaluation::complain_of_branches(std::span<const Node* const> nodes, std::string_view demand,
                                      const Json& value, const Where& at) {
  const std::string must =
      "must match " + std::string(demand) + " of " + std::to_string(nodes.size()) + " alternatives";
  std::vector<Branch> branches = explain(nodes, value, at);
  if (branches.empty()) {
    complain(about(at.path, must));
    return;
  }
  const std::string path = pointer_of(at.path);
  const bool all_explained = branches.size() == nodes.size();
  if (const TypeSet wanted = only_types(branches, path); wanted != 0 && all_explained) {
    complain_of_type(wanted, value, at);
    return;
  }
  keep_closer(branches, [&](const Branch& branch) { return is_other_type(branch, path); });
  keep_closer(branches, is_other_choice);
  if (branches.size() == 1 && all_explained) {
    for (const Complaint& complaint : branches.front().complaints) complain(complaint);
    return;
  }
  complain(about(at.path, must + ", but:" + list(branches, path)));
}

}  // namespace mcp::schema
