#include "history/reversal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>

#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "history/earlier_content.hpp"
#include "history/object_tag.hpp"
#include "manage/create_directory.hpp"
#include "manage/move_path.hpp"
#include "manage/trash.hpp"

namespace mcp::files {
namespace {

FileError changed_since(const std::string& shown, const std::string& what) {
  return FileError("E_CONFLICT", '`' + shown + "` " + what + " since that change",
                   "undo the later changes first, or call restore with another path in `to`, or "
                   "with the etag that the file has now");
}

// The file at a target, if it is still as the step has left it.
Descriptor open_unchanged(const Target& target, const Step& step) {
  const auto status = look(target);
  if (!status) throw changed_since(target.shown, "was removed");
  if (!S_ISREG(status->st_mode)) throw changed_since(target.shown, "was replaced");
  Descriptor file = open_existing(target);
  const auto size = static_cast<std::uint64_t>(status_of(file.get(), target.shown).st_size);
  const FileVersion& after = *step.after;
  // Of a file that was appended to, the end shows it.
  const std::uint64_t start = step.offset.value_or(0);
  const bool is_same =
      size == start + after.size &&
      (step.offset ? sha256_hex(read_at(file.get(), start, after.size, target.shown))
                   : sha256_of(file.get(), target.shown)) == after.sha256;
  if (!is_same) throw changed_since(target.shown, "was changed");
  return file;
}

WriteTerms instead_of(const Descriptor& current, const std::string& shown) {
  return {.mode = WriteMode::overwrite, .if_match = etag_of(current.get(), shown)};
}

TrashEntry entry_in(const Trash& trash, const std::string& name, const std::string& shown) {
  for (const auto& entries = trash.entries(); const auto& entry : entries) {
    if (entry.name.text == name) return entry;
  }
  throw FileError("E_NOT_KEPT", '`' + shown + "` is no longer in the trash", "write it again");
}

bool is_at_or_below(const std::string& path, const std::string& top) {
  return path == top || path.starts_with(top + '/');
}

// Whether a later step has changed the path again: it can be checked only when that is undone.
bool is_changed_later(std::span<const Step> steps, std::size_t index) {
  return std::ranges::any_of(steps.subspan(index + 1), [&](const Step& later) {
    const Step& step = steps[index];
    return is_at_or_below(later.path, step.path) ||
           (step.to && is_at_or_below(later.path, *step.to)) ||
           (later.to && is_at_or_below(step.path, *later.to)) ||
           is_at_or_below(step.path, later.path);
  });
}

}  // namespace

void Reversal::check(std::span<const Step> steps) {
  only_checks_ = true;
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (!is_changed_later(steps, i)) undo_step(steps[i]);
  }
  only_checks_ = false;
}

void Reversal::undo(std::span<const Step> steps) {
  const std::size_t before = terms_.changes.steps().size();
  try {
    undo_from_last(steps);
  } catch (const std::exception&) {
    const auto& all = terms_.changes.steps();
    const std::vector<Step> undone(all.begin() + static_cast<std::ptrdiff_t>(before), all.end());
    stop_ = std::stop_token();  // also when the call was cancelled
    try {
      undo_from_last(undone);
    } catch (const std::exception&) {
      // Somebody has changed a path. The history shows what was undone.
    }
    throw;
  }
}

void Reversal::undo_from_last(std::span<const Step> steps) {
  for (std::size_t i = steps.size(); i-- > 0;) undo_step(steps[i]);
}

void Reversal::undo_step(const Step& step) {
  switch (step.kind) {
    case StepKind::write:
      return step.before ? write_back(step) : remove_new_file(step);
    case StepKind::append:
      return cut_off(step);
    case StepKind::make_directory:
      return remove_directory(step);
    case StepKind::remove_directory:
      return make_directory(step);
    case StepKind::move:
      return move_back(step);
    case StepKind::place:
      return remove_placed(step);
    case StepKind::remove:
      return take_back(step);
  }
}

Place Reversal::place_of(const std::string& path) const {
  return terms_.workspace.locate_for_writing(terms_.history.path_from_workspace(terms_.root, path),
                                             terms_.area);
}

Target Reversal::open_directory_of(const Place& place) const {
  try {
    return open_target(terms_.workspace, place, false);
  } catch (const FileError& error) {
    if (error.code() != "E_NO_PARENT") throw;
    throw changed_since(place.shown, "was removed with its directory");
  }
}

Source Reversal::open_source(const std::string& path) const {
  Place place = place_of(path);
  const std::string shown = place.shown;
  try {
    return open_to_take(terms_.workspace, std::move(place));
  } catch (const FileError& error) {
    if (error.code() != "E_NOT_FOUND") throw;
    throw changed_since(shown, "was removed or renamed");
  }
}

void Reversal::require_free(const Place& place) const {
  try {
    require_no_object(terms_.workspace, place);
  } catch (const FileError& error) {
    if (error.code() != "E_EXISTS") throw;
    throw changed_since(place.shown, "was created again");
  }
}

void Reversal::write_back(const Step& step) {
  const Place place = place_of(step.path);
  const Descriptor current = open_unchanged(open_directory_of(place), step);
  const EarlierContent content = kept_content(terms_.root, step, place.shown);
  if (only_checks_) return;
  WriteTerms terms = instead_of(current, place.shown);
  terms.executable = content.version.executable;
  write_content(terms_.workspace, place, content, std::move(terms), terms_.changes, stop_);
}

void Reversal::cut_off(const Step& step) {
  const Place place = place_of(step.path);
  Descriptor current = open_unchanged(open_directory_of(place), step);
  if (only_checks_) return;
  WriteTerms terms = instead_of(current, place.shown);
  const EarlierContent content{std::move(current), {.size = *step.offset}};
  write_content(terms_.workspace, place, content, std::move(terms), terms_.changes, stop_);
}

void Reversal::remove_new_file(const Step& step) {
  const Source source = open_source(step.path);
  open_unchanged(source.at, step);
  put_into_trash(source, {.entries = 1, .bytes = step.after->size});
}

void Reversal::remove_placed(const Step& step) {
  const Source source = open_source(step.path);
  const std::string& shown = source.place.shown;
  if (content_tag(source, stop_) != step.tag) throw changed_since(shown, "was changed");
  const auto real = terms_.workspace.real_path(source.place, source.at.directory, source.at.name);
  put_into_trash(source,
                 check_tree(terms_.workspace, source, {source.place.path, real}, {}, stop_));
}

void Reversal::put_into_trash(const Source& source, const TreeSize& size) {
  if (only_checks_) return;
  const TrashEntry entry = Trash(terms_.root).put(source, size, stop_);
  terms_.changes.removed(source.place, entry);
}

void Reversal::take_back(const Step& step) {
  const Place place = place_of(step.path);
  require_free(place);
  const Trash trash(terms_.root);
  const TrashEntry entry = entry_in(trash, *step.trash, place.shown);
  if (only_checks_) return;
  trash.take_back(entry, open_destination(terms_.workspace, place, true), stop_);
  terms_.changes.placed(place);
}

void Reversal::move_back(const Step& step) {
  const Source source = open_source(*step.to);
  if (moved_tag(source) != step.tag) throw changed_since(source.place.shown, "was changed");
  const Place place = place_of(step.path);
  require_free(place);
  if (only_checks_) return;
  move_object(terms_.workspace, source, place, true, stop_);
  terms_.changes.moved(source.place, place);
}

void Reversal::remove_directory(const Step& step) {
  const Source source = open_source(step.path);
  const std::string& shown = source.place.shown;
  if (!source.is_directory()) throw changed_since(shown, "was replaced");
  if (!is_empty(open_content(source), shown)) throw changed_since(shown, "was filled");
  if (only_checks_) return;
  if (::unlinkat(source.at.directory.get(), source.at.name.c_str(), AT_REMOVEDIR) != 0) {
    if (errno == ENOTEMPTY) throw changed_since(shown, "was filled");
    throw system_error(errno, shown);
  }
  terms_.changes.removed_directory(source.place);
  sync_directory(source.at);
}

void Reversal::make_directory(const Step& step) {
  const Place place = place_of(step.path);
  require_free(place);
  if (only_checks_) return;
  create_directory(terms_.workspace, {.path = place.shown, .area = terms_.area}, &terms_.changes);
}

}  // namespace mcp::files
