#include "changes/transaction.hpp"

#include <functional>

#include "attributes.hpp"
#include "changes/recovery.hpp"
#include "changes/steps.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "publication.hpp"
#include "stage.hpp"
#include "stopped.hpp"

namespace mcp::files {
namespace {

FileIdentity identity_of(const TransactionFile& version) {
  return {version.status.st_ino, version.etag};
}

std::string joined_with_commas(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& each : texts) all += (all.empty() ? "" : ", ") + each;
  return all;
}

/// The transaction of one call.
class Transaction {
 public:
  Transaction(const Root& root, const LockedDirectory& changes, std::vector<PlannedStep>& steps,
              const std::stop_token& stop)
      : root_(root), steps_(steps), stop_(stop), journal_(changes) {}
  ~Transaction() { journal_.remove(); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void run() {
    try {
      at_each_step([this](PlannedStep& planned) { stage(planned); });
      throw_if_stopped(stop_);
      save();
      at_each_step([this](PlannedStep& planned) { perform(journal_, planned.step); });
      sync_directories(all_steps());
      journal_.close();
    } catch (const FileError& error) {
      throw undone(error);
    } catch (...) {
      std::vector<std::string> kept;
      roll_back(kept);
      throw;
    }
  }

 private:
  void at_each_step(const std::function<void(PlannedStep&)>& act) {
    for (std::size_t at = 0; at < steps_.size(); ++at) {
      try {
        act(steps_[at]);
      } catch (const FileError& error) {
        throw error.within("change " + std::to_string(at + 1) + ": ");
      }
    }
  }

  void stage(PlannedStep& planned) {
    throw_if_stopped(stop_);
    TransactionStep& step = planned.step;
    if (planned.after) write(planned);
    if (planned.before) step.record.before = identity_of(*planned.before);
    if (planned.after) step.record.after = identity_of(*planned.after);
  }

  void write(PlannedStep& planned) {
    TransactionFile& made = *planned.after;
    const std::string& shown = planned.step.at.shown;
    made.file = journal_.create(planned.step.name, shown);
    write_fully(made.file.get(), made.content, 0, shown);
    if (planned.before) {
      copy_attributes(planned.before->file.get(), planned.before->status, made.file.get(), shown);
    } else {
      set_new_mode(made.file.get(), false, shown);
    }
    sync_content(made.file.get(), shown);
    made.status = status_of(made.file.get(), shown);
    made.etag = etag_of_content(made.content, made.status);
  }

  void save() {
    JournalRecord record;
    for (const PlannedStep& planned : steps_) record.steps.push_back(planned.step.record);
    begun_ = true;
    journal_.save(root_, record);
  }

  FileError undone(const FileError& error) {
    std::vector<std::string> kept;
    if (!roll_back(kept)) {
      return FileError("E_IO",
                       error.info().message +
                           "; not everything could be undone, which the server "
                           "tries again before the next changes",
                       "look at the disk, then read the files");
    }
    if (kept.empty()) return error;
    Json expected = error.info().expected.is_object() ? error.info().expected : Json::object();
    expected["kept"] = kept;
    return error
        .within("",
                "; another program has changed files of this call meanwhile, so old versions "
                "are kept: " +
                    joined_with_commas(kept))
        .expecting(std::move(expected));
  }

  bool roll_back(std::vector<std::string>& kept) {
    if (!begun_) return true;
    journal_.begin_undoing();
    return undo_all(journal_, all_steps(), kept);
  }

  std::vector<const TransactionStep*> all_steps() const {
    std::vector<const TransactionStep*> steps;
    for (const PlannedStep& planned : steps_) steps.push_back(&planned.step);
    return steps;
  }

  const Root& root_;
  std::vector<PlannedStep>& steps_;
  const std::stop_token& stop_;
  const Journal journal_;
  bool begun_ = false;
};

}  // namespace

void perform_all(const Workspace& workspace, const Root& root, std::vector<PlannedStep>& steps,
                 const std::stop_token& stop) {
  const LockedDirectory changes = open_locked_changes(root, stop);
  recover_changes(workspace, root, changes);
  try {
    Transaction(root, changes, steps, stop).run();
  } catch (...) {
    remove_empty_changes(changes);
    throw;
  }
  remove_empty_changes(changes);
}

}  // namespace mcp::files
