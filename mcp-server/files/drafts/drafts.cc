#include "drafts/drafts.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "directory_names.hpp"
#include "drafts/commit_draft.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"

namespace mcp::files {
namespace {

constexpr const char* drafts_directory = "drafts";
constexpr mode_t private_mode = 0700;
constexpr int directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::size_t handle_random_bytes = 24;
constexpr std::string_view handle_prefix = "w1_";
constexpr std::size_t hash_letters = 32;
constexpr std::size_t max_stages_searched = 10'000;
constexpr int max_directory_attempts = 16;

std::string hash_of(std::string_view what) {
  return sha256_hex(what).substr(0, hash_letters);
}

std::string id_of(std::string_view handle) {
  return hash_of(handle);
}

std::string new_handle() {
  return std::string(handle_prefix) + to_base64url(random_bytes(handle_random_bytes));
}

FileError unknown_handle() {
  return FileError("E_HANDLE_UNKNOWN", "there is no draft with this handle",
                   "call write_begin, and use the handle that it returns");
}

FileError expired_handle() {
  return FileError("E_HANDLE_EXPIRED", "the draft has expired, and its pieces are gone",
                   "call write_begin, and append all pieces again");
}

// Empty when the parent or the new directory has just been removed.
Descriptor make_directory(int parent, const std::string& name) {
  const bool made = ::mkdirat(parent, name.c_str(), private_mode) == 0 || errno == EEXIST;
  Descriptor directory(made ? ::openat(parent, name.c_str(), directory_flags) : -1);
  if (!directory && errno != ENOENT) throw system_error(errno, stage_name);
  return directory;
}

Descriptor open_directory(int parent, const std::string& name) {
  return Descriptor(::openat(parent, name.c_str(), directory_flags));
}

Descriptor duplicate(const Descriptor& descriptor) {
  Descriptor copy(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy) throw system_error(errno, stage_name);
  return copy;
}

// Another process may remove the directories while they are empty.
// Opens the stage, too.
Descriptor lock_owner(const Root& root, OpenStage& stage, const std::string& owner) {
  for (int attempt = 0; attempt < max_directory_attempts; ++attempt) {
    stage = open_stage(root);
    const Descriptor all = make_directory(stage.directory.get(), drafts_directory);
    Descriptor own = all ? make_directory(all.get(), hash_of(owner)) : Descriptor();
    if (!own) continue;
    if (::flock(own.get(), LOCK_EX) != 0) throw system_error(errno, stage_name);
    if (status_of(own.get(), std::string(stage_name)).st_nlink > 0) return own;
  }
  throw system_error(EAGAIN, stage_name);
}

std::optional<DraftHome> home_of_hash(const Root& root, const std::string& name,
                                      const std::string& owner_hash, std::string id) {
  Descriptor stage = open_own_stage(root, name);
  const Descriptor all = stage ? open_directory(stage.get(), drafts_directory) : Descriptor();
  Descriptor own = all ? open_directory(all.get(), owner_hash) : Descriptor();
  if (!own) return std::nullopt;
  return DraftHome{{std::move(stage), name}, std::move(own), std::move(id)};
}

std::optional<DraftHome> home_of(const Root& root, const std::string& name,
                                 const std::string& owner, std::string id) {
  return home_of_hash(root, name, hash_of(owner), std::move(id));
}

bool is_id(std::string_view name) {
  return name.size() == hash_letters &&
         name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> ids_in(int owner) {
  std::vector<std::string> ids;
  for_each_name(owner, [&](const char* name) {
    if (is_id(name)) ids.emplace_back(name);
    return true;
  });
  return ids;
}

// The hashes of all owners of drafts in a stage.
std::vector<std::string> owners_in(const Root& root, const std::string& name) {
  const Descriptor stage = open_own_stage(root, name);
  const Descriptor all = stage ? open_directory(stage.get(), drafts_directory) : Descriptor();
  return all ? ids_in(all.get()) : std::vector<std::string>();
}

std::optional<Draft> open_ticket(const Root& root, const std::string& stage,
                                 const std::string& owner_hash, std::string_view handle) {
  auto home = home_of_hash(root, stage, owner_hash, id_of(handle));
  auto draft = home ? Draft::open(*std::move(home)) : std::nullopt;
  if (!draft || draft->record.handle != handle || !draft->record.by_ticket) return std::nullopt;
  return draft;
}

std::vector<Draft> open_all(std::vector<DraftHome> homes) {
  std::vector<Draft> drafts;
  for (auto& home : homes) {
    try {
      if (auto draft = Draft::open(std::move(home))) drafts.push_back(*std::move(draft));
    } catch (const FileError&) {  // another call uses it
    }
  }
  std::ranges::sort(drafts, {}, [](const Draft& draft) { return draft.record.begun; });
  return drafts;
}

std::uint64_t reserved_bytes(Draft& draft) {
  return std::max(draft.pieces().next_offset(), draft.record.total_size.value_or(0));
}

}  // namespace

Drafts::Drafts(Workspace& workspace, DraftLimits limits, Now now)
    : workspace_(workspace), limits_(limits), now_(std::move(now)) {}

std::int64_t Drafts::now() const {
  return std::chrono::duration_cast<std::chrono::seconds>(now_().time_since_epoch()).count();
}

std::int64_t Drafts::expires_at(const Draft& draft) const {
  return std::min(draft.last_used() + draft.record.idle_seconds,
                  draft.record.begun + limits_.age.count());
}

std::vector<DraftHome> Drafts::homes(const std::string& owner) const {
  std::vector<DraftHome> found;
  for (const Root* root : workspace_.roots()) {
    for (const auto& name : stage_names(*root, max_stages_searched)) {
      const auto home = home_of(*root, name, owner, {});
      if (!home) continue;
      for (auto& id : ids_in(home->owner.get())) {
        found.push_back({{duplicate(home->stage.directory), name}, duplicate(home->owner), id});
      }
    }
  }
  return found;
}

Draft Drafts::begin(const std::string& owner, const Place& place, DraftRecord record) {
  sweep();
  OpenStage stage;
  // Two calls with one token must not begin two drafts.
  const Descriptor own = lock_owner(*place.root, stage, owner);
  if (record.client_token) {
    // Another call with this token was faster.
    if (auto same = begun(owner, *record.client_token, *record.arguments_sha256)) {
      return *std::move(same);
    }
  }
  auto drafts = open_all(homes(owner));
  require_room(drafts, record.total_size.value_or(0));
  record.handle = new_handle();
  record.begun = now();
  std::string id = id_of(record.handle);
  return Draft::make({std::move(stage), duplicate(own), std::move(id)}, std::move(record));
}

std::optional<Draft> Drafts::begun(const std::string& owner, const std::string& client_token,
                                   const std::string& arguments_sha256) {
  for (auto& home : homes(owner)) {
    // Other drafts may be in use.
    const auto known = Draft::peek(home);
    if (known && known->client_token != client_token) continue;
    auto draft = Draft::open(std::move(home));
    if (!draft || draft->record.client_token != client_token) continue;
    if (draft->record.arguments_sha256 != arguments_sha256) {
      throw FileError("E_TOKEN_REUSED", "this clientToken belongs to a draft with other arguments",
                      "use a new token for each file");
    }
    tend(*draft);
    if (draft->record.state != DraftState::expired) return draft;
  }
  return std::nullopt;
}

void Drafts::require_room(std::vector<Draft>& drafts, std::uint64_t bytes) {
  std::size_t open = 0;
  for (auto& draft : drafts) {
    if (draft.record.state != DraftState::open) continue;
    ++open;
    bytes += reserved_bytes(draft);
  }
  if (open >= limits_.max_open || bytes > limits_.max_staged_bytes) {
    throw FileError("E_QUOTA",
                    std::to_string(open) + " drafts are open, with " + std::to_string(bytes) +
                        " bytes together with this one",
                    "commit or abort one of them; write_status without a handle lists them");
  }
  for (std::size_t excess = drafts.size(); auto& draft : drafts) {
    if (excess < limits_.max_kept) break;
    if (draft.record.state == DraftState::open) continue;
    draft.remove();
    --excess;
  }
}

void Drafts::require_staged_space(const Draft& draft, std::uint64_t more) const {
  std::uint64_t bytes = more;
  for_each_name(draft.owner(), [&](const char* name) {
    struct stat status {};
    const std::string data = std::string(name) + '/' + name + ".data";
    if (::fstatat(draft.owner(), data.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
      bytes += static_cast<std::uint64_t>(status.st_size);
    }
    return true;
  });
  if (bytes <= limits_.max_staged_bytes) return;
  throw FileError("E_QUOTA",
                  "the open drafts would have " + std::to_string(bytes) + " bytes, and " +
                      std::to_string(limits_.max_staged_bytes) + " are allowed",
                  "commit or abort another draft; write_status without a handle lists them");
}

// Expires a draft, or settles what a crash has left.
void Drafts::tend(Draft& draft) const {
  if (draft.record.state == DraftState::committing) settle(workspace_, draft);
  const std::int64_t time = now();
  if (draft.last_used() > time) draft.correct_last_used(time);
  if (draft.record.state == DraftState::open && expires_at(draft) <= time) {
    draft.record.state = DraftState::expired;
    draft.save();
    draft.drop_bytes();
  }
}

std::optional<Draft> Drafts::open_in(const std::vector<std::string>& stages, const Root& root,
                                     const std::string& owner, std::string_view handle) const {
  for (const auto& name : stages) {
    auto home = home_of(root, name, owner, id_of(handle));
    auto draft = home ? Draft::open(*std::move(home)) : std::nullopt;
    if (draft && draft->record.handle == handle) return draft;
  }
  return std::nullopt;
}

Draft Drafts::find(const std::string& owner, std::string_view handle) {
  std::optional<Draft> draft;
  for (const Root* root : workspace_.roots()) {
    if (draft) break;
    draft = open_in({std::string(stage_name), root->own_stage()}, *root, owner, handle);
    if (!draft) draft = open_in(stage_names(*root, max_stages_searched), *root, owner, handle);
  }
  if (!draft) throw unknown_handle();
  tend(*draft);
  if (draft->record.state == DraftState::expired) throw expired_handle();
  return *std::move(draft);
}

Draft Drafts::find_ticket(std::string_view handle, const std::optional<std::string>& owner) {
  const std::string wanted = owner ? hash_of(*owner) : std::string();
  for (const Root* root : workspace_.roots()) {
    for (const auto& stage : stage_names(*root, max_stages_searched)) {
      for (const auto& hash : owners_in(*root, stage)) {
        if (owner && hash != wanted) continue;
        auto draft = open_ticket(*root, stage, hash, handle);
        if (!draft) continue;
        tend(*draft);
        if (draft->record.state != DraftState::expired) return *std::move(draft);
        throw FileError("E_HANDLE_EXPIRED", "the ticket has expired, and the bytes are gone",
                        "ask for a new one with authorize_upload");
      }
    }
  }
  throw FileError("E_HANDLE_UNKNOWN", "there is no such ticket, or it has expired",
                  "ask for a new one with authorize_upload");
}

std::vector<Draft> Drafts::open_ones(const std::string& owner) {
  auto drafts = open_all(homes(owner));
  for (auto& draft : drafts) tend(draft);
  std::erase_if(drafts, [](const Draft& draft) { return draft.record.state != DraftState::open; });
  return drafts;
}

void Drafts::sweep() noexcept {
  for (const Root* root : workspace_.roots()) {
    for (const auto& name : stage_names(*root, max_stages_searched)) {
      const OpenStage stage{open_own_stage(*root, name), name};
      const Descriptor all =
          stage.directory ? open_directory(stage.directory.get(), drafts_directory) : Descriptor();
      if (!all) continue;
      for (const auto& owner : ids_in(all.get())) {
        const Descriptor own = open_directory(all.get(), owner);
        if (!own || ::flock(own.get(), LOCK_EX | LOCK_NB) != 0) continue;
        sweep_owner(own, stage);
        ::unlinkat(all.get(), owner.c_str(), AT_REMOVEDIR);  // if it is empty
      }
      ::unlinkat(stage.directory.get(), drafts_directory, AT_REMOVEDIR);
    }
  }
}

void Drafts::sweep_owner(const Descriptor& owner, const OpenStage& stage) {
  const auto home_of_id = [&](const std::string& id) {
    return DraftHome{{duplicate(stage.directory), stage.name}, duplicate(owner), id};
  };
  for (const auto& ids = ids_in(owner.get()); const auto& id : ids) {
    try {
      auto draft = Draft::open(home_of_id(id));
      if (!draft) {
        Draft::remove_unfinished(home_of_id(id));
        continue;
      }
      tend(*draft);
      const bool is_over = draft->record.state != DraftState::open;
      if (is_over && draft->last_used() + limits_.receipt.count() <= now()) draft->remove();
    } catch (const FileError&) {  // in use, or the next sweep succeeds
    }
  }
}

}  // namespace mcp::files
