#include "changes/plan.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <map>
#include <tuple>
#include <utility>

#include "bytes/digest.hpp"
#include "changes/change_members.hpp"
#include "changes/diff_text.hpp"
#include "edit_file.hpp"
#include "file_identity.hpp"
#include "manage/source.hpp"
#include "publication.hpp"
#include "shown_path.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

using PlanClock = std::chrono::steady_clock;

constexpr std::chrono::seconds all_edits_time(2);
constexpr std::uint64_t max_new_bytes = std::uint64_t{64} << 20;  // they are in memory

/// A path of a change: the directory is held open.
struct Named {
  Place place;
  Target target;
  std::tuple<dev_t, ino_t, std::string> key;  ///< Equal for two paths that lead to one name.
};

using Version = std::shared_ptr<TransactionFile>;

FileError no_file(const std::string& shown) {
  return system_error(ENOENT, shown);
}

Version new_version(std::string content) {
  auto version = std::make_shared<TransactionFile>();
  version->is_new = true;
  version->content = std::move(content);
  if (version->content.size() <= max_digested_bytes) {
    version->etag = etag_of_digest(sha256_hex(version->content));
  }
  return version;
}

// Null: there is no file.
Version version_on_disk(const Target& target) {
  const auto found = look(target);
  if (!found) return nullptr;
  require_regular(*found, target.shown);
  auto version = std::make_shared<TransactionFile>();
  version->file = open_existing(target);
  version->status = status_of(version->file.get(), target.shown);
  version->etag = etag_of(version->file.get(), target.shown);
  return version;
}

void require_writable_directory(const Target& target) {
  if (::faccessat(target.directory.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    throw system_error(errno, target.shown);
  }
}

void require_replaceable(const TransactionFile& version, const Target& target) {
  if (version.is_new) return;
  if (version.status.st_nlink > 1) {
    throw FileError("E_HARDLINK", '`' + target.shown + "` has other names as well",
                    "replace it with write_file and breakLinks, under this name only");
  }
  if (::faccessat(version.file.get(), "", W_OK, AT_EACCESS | AT_EMPTY_PATH) != 0) {
    throw system_error(errno, target.shown);
  }
}

void require_etag(const TransactionFile& version, const FileChange& change,
                  const std::string& shown) {
  if (!change.if_match || *change.if_match == any_etag || *change.if_match == version.etag) return;
  throw FileError("E_CONFLICT", '`' + shown + "` was changed since it was read",
                  "read it again and repeat the changes on its new content")
      .expecting({{"etag", version.etag}});
}

/// Adds changes to a plan.
class Planner {
 public:
  Planner(Workspace& workspace, const PlanTerms& terms, Plan& plan)
      : workspace_(workspace), terms_(terms), plan_(plan) {
    plan_.result.changes.emplace();
  }

  void add(const FileChange& change) {
    throw_if_stopped(terms_.stop);
    require_members(change);
    Named named = locate(change.path);
    switch (change.op) {
      case ChangeOp::create:
      case ChangeOp::write:
        return write(change, std::move(named));
      case ChangeOp::edit:
        return edit(change, std::move(named));
      case ChangeOp::move:
        return move(change, std::move(named));
      case ChangeOp::remove:
        return remove(change, std::move(named));
    }
  }

  void finish() {
    plan_.result.diff = diff_.take();
    const std::size_t count = plan_.steps.size();
    plan_.question = "Make " + std::to_string(count) + (count == 1 ? " change?" : " changes?");
    plan_.question += question_;
    plan_.take_etags();
  }

 private:
  Named locate(std::string_view path) {
    Named named{workspace_.locate_for_writing(path, terms_.area), {}, {}};
    if (!plan_.root) plan_.root = named.place.root;
    if (plan_.root != named.place.root) {
      throw FileError("E_XDEV", '`' + named.place.shown + "` is in another root than the others",
                      "make one call for each root");
    }
    try {
      named.target = open_target(workspace_, named.place, false);
    } catch (FileError& error) {
      if (error.code() != "E_NO_PARENT") throw;
      throw std::move(error).advising(
          "make the directory first, with create_directory or with write_file and createParents");
    }
    require_writable_directory(named.target);
    const struct stat status = status_of(named.target.directory.get(), named.place.shown);
    named.key = {status.st_dev, status.st_ino, named.target.name};
    return named;
  }

  // The file that has this name after the changes so far.
  Version& version_of(const Named& named) {
    const auto known = versions_.find(named.key);
    if (known != versions_.end()) return known->second;
    return versions_.emplace(named.key, version_on_disk(named.target)).first->second;
  }

  Version existing(const FileChange& change, const Named& named) {
    Version version = version_of(named);
    if (!version) throw no_file(named.place.shown);
    require_etag(*version, change, named.place.shown);
    return version;
  }

  void write(const FileChange& change, Named named) {
    const Version before = version_of(named);
    if (before && change.op == ChangeOp::create) throw name_is_taken(named.place.shown);
    if (change.if_match) existing(change, named);
    std::string storage;
    const auto encoding = change.encoding.value_or(TextEncoding::utf8);
    put(std::move(named), before, std::string(decoded(encoding, *change.content, storage)));
  }

  void edit(const FileChange& change, Named named) {
    const Version before = existing(change, named);
    const std::string& shown = named.place.shown;
    const auto limit = workspace_.options().max_file_bytes;
    EditedText edited =
        edit_bytes(bytes_of(*before, limit, shown), edits_of(change), shown, limit, deadline_);
    put(std::move(named), before, std::move(edited.text));
  }

  void put(Named named, const Version& before, std::string content) {
    if (before) require_replaceable(*before, named.target);
    terms_.claim.add(named.place, content.size());
    new_bytes_ += content.size();
    if (new_bytes_ > max_new_bytes) {
      throw FileError("E_TOO_LARGE", "the new files have more than 64 MiB together",
                      "make several calls");
    }
    const std::string size = std::to_string(content.size()) + " bytes";
    ask(before ? "Replace (etag " + before->etag + ", with " + size + ")" : "Create (" + size + ")",
        named.place.shown);
    plan_.displaces_files |= before != nullptr;
    const Version after = new_version(std::move(content));
    version_of(named) = after;
    const auto kind = before ? TransactionStepKind::replace : TransactionStepKind::create;
    ChangeResult& result =
        add_result(named.place, before ? ChangeKind::replaced : ChangeKind::created);
    diff_.add(before.get(), after.get(), result);
    add_step(kind, std::move(named), before, after);
  }

  void move(const FileChange& change, Named named) {
    const Version version = existing(change, named);
    Named to = locate(*change.to);
    const bool is_freed = versions_.contains(to.key);
    if (version_of(to)) throw name_is_taken(to.place.shown);
    // Both names may be of one file: undoing could not tell whether the move was made.
    if (is_freed && !version->is_new && version->status.st_nlink > 1) {
      throw FileError("E_HARDLINK", '`' + named.place.shown + "` has other names as well",
                      "move it in another call");
    }
    ask("Move (etag " + version->etag + ')', named.place.shown, &to.place.shown);
    version_of(named) = nullptr;
    version_of(to) = version;
    add_result(named.place, ChangeKind::moved).to = to.place.shown;
    diff_.move(named.place.shown, to.place.shown);
    TransactionStep& step = add_step(TransactionStepKind::move, std::move(named), version, nullptr);
    step.record.to = to.place.path.text();
    step.to = std::move(to.target);
  }

  void remove(const FileChange& change, Named named) {
    const Version version = existing(change, named);
    ask("Delete (etag " + version->etag + ')', named.place.shown);
    plan_.displaces_files = true;
    version_of(named) = nullptr;
    diff_.add(version.get(), nullptr, add_result(named.place, ChangeKind::deleted));
    add_step(TransactionStepKind::remove, std::move(named), version, nullptr);
  }

  // The paths come last in a line and in quotes, so that they cannot imitate our own text.
  void ask(const std::string& what, const std::string& path, const std::string* to = nullptr) {
    question_ += '\n' + what + ": " + quoted_path(path);
    if (to) question_ += " to " + quoted_path(*to);
  }

  ChangeResult& add_result(const Place& place, ChangeKind kind) {
    return plan_.result.changes->emplace_back(ChangeResult{.path = place.shown, .kind = kind});
  }

  TransactionStep& add_step(TransactionStepKind kind, Named named, Version before, Version after) {
    TransactionStep step{.name = std::to_string(plan_.steps.size()), .record = {}};
    step.record.kind = kind;
    step.record.path = named.place.path.text();
    step.at = std::move(named.target);
    PlannedStep planned{std::move(step), std::move(before), std::move(after)};
    return plan_.steps.emplace_back(std::move(planned)).step;
  }

  Workspace& workspace_;
  const PlanTerms& terms_;
  Plan& plan_;
  std::map<decltype(Named::key), Version> versions_;
  DiffText diff_;
  std::string question_;
  std::uint64_t new_bytes_ = 0;
  const PlanClock::time_point deadline_ = PlanClock::now() + all_edits_time;
};

}  // namespace

void Plan::take_etags() {
  for (std::size_t at = 0; at < steps.size(); ++at) {
    const auto& step = steps[at];
    const bool is_deleted = step.step.record.kind == TransactionStepKind::remove;
    const auto& version = step.after ? step.after : step.before;
    if (!is_deleted && !version->etag.empty()) (*result.changes)[at].etag = version->etag;
  }
}

void for_each_change(const ApplyChanges& call,
                     const std::function<void(const FileChange&)>& visit) {
  if (call.changes.empty() || call.changes.size() > max_changes) {
    throw FileError("E_INPUT", "there are " + std::to_string(call.changes.size()) + " changes",
                    "give 1 to " + std::to_string(max_changes));
  }
  for (std::size_t at = 0; at < call.changes.size(); ++at) {
    try {
      visit(call.changes[at]);
    } catch (const FileError& error) {
      throw error.within("change " + std::to_string(at + 1) + ": ");
    }
  }
}

Plan make_plan(Workspace& workspace, const ApplyChanges& call, const PlanTerms& terms) {
  Plan plan;
  Planner planner(workspace, terms, plan);
  for_each_change(call, [&](const FileChange& change) { planner.add(change); });
  planner.finish();
  plan.result.dry_run = call.dry_run;
  return plan;
}

}  // namespace mcp::files
