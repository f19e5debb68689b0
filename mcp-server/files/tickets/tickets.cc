#include "tickets/tickets.hpp"

#include <algorithm>

#include "bytes/base64.hpp"
#include "bytes/digest.hpp"
#include "file_error.hpp"

namespace mcp::files {
namespace {

constexpr std::string_view download_prefix = "d1_";
constexpr std::size_t ticket_random_bytes = 24;

FileError unknown_ticket() {
  return FileError("E_HANDLE_UNKNOWN", "there is no such ticket, or it has expired",
                   "ask for a new one with authorize_download");
}

}  // namespace

void Tickets::set_origin(std::string origin) {
  std::scoped_lock lock(mutex_);
  origin_ = std::move(origin);
}

std::string Tickets::url_of(std::string_view ticket) const {
  std::scoped_lock lock(mutex_);
  return origin_ + prefix + std::string(ticket);
}

std::string Tickets::transport() const {
  std::scoped_lock lock(mutex_);
  return origin_.substr(0, origin_.find(':'));
}

std::int64_t Tickets::now() const {
  return std::chrono::duration_cast<std::chrono::seconds>(now_().time_since_epoch()).count();
}

std::int64_t Tickets::expiry_of(const Kept& kept) const {
  return std::min(kept.used + limits_.idle.count(), kept.issued + limits_.age.count());
}

void Tickets::remove_expired() {
  const std::int64_t time = now();
  std::erase_if(downloads_, [&](const auto& entry) { return expiry_of(entry.second) <= time; });
}

Tickets::Issued Tickets::issue(Download download) {
  const std::string ticket =
      std::string(download_prefix) + to_base64url(random_bytes(ticket_random_bytes));
  std::scoped_lock lock(mutex_);
  remove_expired();
  const auto of_owner = std::ranges::count_if(
      downloads_, [&](const auto& entry) { return entry.second.download.owner == download.owner; });
  if (static_cast<std::size_t>(of_owner) >= limits_.max_downloads) {
    throw FileError("E_QUOTA", std::to_string(of_owner) + " download tickets are valid",
                    "use them, or wait until they expire")
        .retryable();
  }
  const Kept kept{.download = std::move(download), .issued = now(), .used = now()};
  downloads_.emplace(sha256_hex(ticket), kept);
  return {ticket, expiry_of(kept)};
}

bool Tickets::is_download(std::string_view ticket) {
  return ticket.starts_with(download_prefix);
}

Download Tickets::use(std::string_view ticket, const std::optional<std::string>& owner) {
  // Digests are compared, so the time that takes reveals nothing about the tickets.
  const std::string digest = sha256_hex(ticket);
  std::scoped_lock lock(mutex_);
  remove_expired();
  const auto found = downloads_.find(digest);
  if (found == downloads_.end()) throw unknown_ticket();
  if (owner && *owner != found->second.download.owner) throw unknown_ticket();
  found->second.used = now();
  return found->second.download;
}

}  // namespace mcp::files
