#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "client_roots.hpp"

namespace mcp::files {

/// How long a ticket is valid, and how many there may be.
struct TicketLimits {
  std::chrono::seconds idle = std::chrono::minutes(10);  ///< After its last use.
  std::chrono::seconds age = std::chrono::hours(24);     ///< Of a download ticket.
  std::size_t max_downloads = 256;                       ///< Valid ones of one owner.
};

/// The file that a ticket allows to download.
struct Download {
  std::string owner;  ///< The principal to whom the ticket was issued.
  std::string path;   ///< As the caller knows it.
  std::string etag;   ///< Of the content: another content needs a new ticket.
  std::shared_ptr<const ClientArea> area = nullptr;  ///< Must contain the file; null: any.
};

/// The URLs of uploads and downloads. A ticket is the last part of a URL: it names one file and one
/// direction, is not guessable, and is enough to use it. An upload ticket is the handle of a draft,
/// which outlives the server; download tickets end with this object. Any thread.
class Tickets {
 public:
  using Now = std::function<std::chrono::system_clock::time_point()>;

  explicit Tickets(TicketLimits limits = {}, Now now = std::chrono::system_clock::now)
      : limits_(limits), now_(std::move(now)) {}

  /// The beginning of the path of all URLs.
  static constexpr const char* prefix = "/files/";

  const TicketLimits& limits() const { return limits_; }

  /// Sets the origin under which clients reach the server, such as `https://files.example`.
  void set_origin(std::string origin);
  std::string url_of(std::string_view ticket) const;
  /// "http" or "https".
  std::string transport() const;

  struct Issued {
    std::string ticket;
    std::int64_t expires = 0;  ///< Seconds since 1970, unless it is used before.
  };
  /// A ticket for a download. Throws E_QUOTA when the owner has too many.
  Issued issue(Download download);
  static bool is_download(std::string_view ticket);
  /// The download of a valid ticket, which is valid again for the whole time; if `owner` is given,
  /// the ticket must have been issued to them. Throws E_HANDLE_UNKNOWN.
  Download use(std::string_view ticket, const std::optional<std::string>& owner);

 private:
  struct Kept {
    Download download;
    std::int64_t issued = 0;
    std::int64_t used = 0;
  };

  std::int64_t now() const;
  std::int64_t expiry_of(const Kept& kept) const;
  void remove_expired();

  const TicketLimits limits_;
  const Now now_;
  mutable std::mutex mutex_;
  std::string origin_;
  std::map<std::string, Kept, std::less<>> downloads_;  // by the hash of the ticket
};

}  // namespace mcp::files
