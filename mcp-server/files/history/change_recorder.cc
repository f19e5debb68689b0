#include "history/change_recorder.hpp"

#include "bytes/digest.hpp"
#include "history/change_log.hpp"
#include "history/object_tag.hpp"

namespace mcp::files {

template <class Act>
void ChangeRecorder::guard(const Act& act) noexcept {
  if (!history_->is_on()) return;
  try {
    act();
  } catch (const std::exception& error) {
    history_->warn("a change by " + tool_ + " could not be recorded: " + error.what());
  }
}

// Each root has its own history: a change of several roots becomes several changes.
void ChangeRecorder::add(const Place& place, Step step) {
  if (root_ && root_ != place.root) commit();
  root_ = place.root;
  step.path = place.path.text();
  steps_.push_back(std::move(step));
}

void ChangeRecorder::published(const Place& place, StagedFile& staged, const Descriptor& displaced,
                               FileVersion after) noexcept {
  if (!displaced) return created(place, std::move(after));
  guard([&] {
    bool moved = false;
    const std::string name = staged.name();
    auto before = history_->keep(*place.root, displaced, {staged.directory(), name}, moved);
    if (moved) staged.forget();
    add(place, {.kind = StepKind::write, .before = std::move(before), .after = std::move(after)});
  });
}

void ChangeRecorder::created(const Place& place, FileVersion after) noexcept {
  guard([&] { add(place, {.kind = StepKind::write, .after = std::move(after)}); });
}

void ChangeRecorder::appended(const Place& place, std::uint64_t offset,
                              std::string_view bytes) noexcept {
  guard([&] {
    const FileVersion tail{.size = bytes.size(), .sha256 = sha256_hex(bytes)};
    add(place, {.kind = StepKind::append, .after = tail, .offset = offset});
  });
}

void ChangeRecorder::made_directory(const Place& place) noexcept {
  guard([&] { add(place, {.kind = StepKind::make_directory}); });
}

void ChangeRecorder::removed_directory(const Place& place) noexcept {
  guard([&] { add(place, {.kind = StepKind::remove_directory}); });
}

void ChangeRecorder::moved(const Place& from, const Place& to) noexcept {
  guard([&] {
    add(from, {.kind = StepKind::move,
               .to = to.path.text(),
               .tag = moved_tag(open_to_take(*workspace_, to))});
  });
}

void ChangeRecorder::placed(const Place& place) noexcept {
  guard([&] {
    add(place, {.kind = StepKind::place,
                .tag = content_tag(open_to_take(*workspace_, place), std::stop_token())});
  });
}

void ChangeRecorder::removed(const Place& place, const TrashEntry& entry) noexcept {
  guard([&] { add(place, {.kind = StepKind::remove, .trash = entry.name.text}); });
}

std::optional<std::string> ChangeRecorder::commit() noexcept {
  if (steps_.empty()) return std::nullopt;
  Change change{.time = now_in_milliseconds(),
                .tool = tool_,
                .principal = principal_,
                .undoes = undoes_,
                .steps = std::move(steps_)};
  steps_.clear();
  return history_->record(*root_, std::move(change));
}

}  // namespace mcp::files
