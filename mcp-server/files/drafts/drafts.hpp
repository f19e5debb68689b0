#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drafts/draft.hpp"
#include "workspace.hpp"

namespace mcp::files {

/// Limits of the drafts of one owner.
struct DraftLimits {
  std::size_t max_open = 16;
  std::size_t max_kept = 256;  ///< With those that are finished, whose results are kept.
  std::uint64_t max_bytes = std::uint64_t{1} << 30;         ///< Of one draft.
  std::uint64_t max_staged_bytes = std::uint64_t{2} << 30;  ///< Of all open ones.
  std::size_t max_piece_bytes = std::size_t{8} << 20;
  std::chrono::seconds idle = std::chrono::hours(24);
  std::chrono::seconds age = std::chrono::hours(24 * 7);
  std::chrono::seconds receipt = std::chrono::hours(24);  ///< How long a result is kept.
};

/// The drafts of a workspace, by owner and handle. They are in the stages of the roots, so that
/// they outlive the server, and several servers share them. Any thread.
class Drafts {
 public:
  using Now = std::function<std::chrono::system_clock::time_point()>;

  explicit Drafts(Workspace& workspace, DraftLimits limits = {},
                  Now now = std::chrono::system_clock::now);

  const DraftLimits& limits() const { return limits_; }

  /// Makes a draft for `record.path`, whose handle it sets. Throws E_QUOTA...
  Draft begin(const std::string& owner, const Place& place, DraftRecord record);

  /// The draft that the owner has begun with this client token and these arguments, in any state.
  /// Throws E_TOKEN_REUSED when they were others; E_BUSY.
  std::optional<Draft> begun(const std::string& owner, const std::string& client_token,
                             const std::string& arguments_sha256);

  /// Finds a draft; one that was left while it was committed is settled first. Throws
  /// E_HANDLE_UNKNOWN, the same for handles that are malformed or of another owner;
  /// E_HANDLE_EXPIRED, E_BUSY.
  Draft find(const std::string& owner, std::string_view handle);

  /// Finds the draft of an upload ticket, whose handle is enough; if `owner` is given, it must be
  /// the owner. Throws what `find` throws.
  Draft find_ticket(std::string_view handle, const std::optional<std::string>& owner);

  /// The open drafts of an owner that no other call uses, oldest first.
  std::vector<Draft> open_ones(const std::string& owner);

  /// When an open draft expires unless it is used; seconds since 1970.
  std::int64_t expires_at(const Draft& draft) const;

  /// Throws E_QUOTA if the owner's open drafts would have too many bytes with `more`.
  void require_staged_space(const Draft& draft, std::uint64_t more) const;

  /// Removes the bytes of drafts that have expired, and results that have been kept long enough.
  void sweep() noexcept;

 private:
  std::int64_t now() const;
  std::vector<DraftHome> homes(const std::string& owner) const;
  std::optional<Draft> open_in(const std::vector<std::string>& stages, const Root& root,
                               const std::string& owner, std::string_view handle) const;
  void tend(Draft& draft) const;
  void require_room(std::vector<Draft>& drafts, std::uint64_t bytes);
  void sweep_owner(const Descriptor& owner, const OpenStage& stage);

  Workspace& workspace_;
  const DraftLimits limits_;
  const Now now_;
};

}  // namespace mcp::files
