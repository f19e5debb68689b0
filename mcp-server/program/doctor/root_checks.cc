#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "program/doctor/checks.hpp"

namespace mcp::program {
namespace {

bool may(const files::Root& root, int access) {
  return ::faccessat(root.fd(), ".", access, AT_EACCESS) == 0;
}

// A server with several roots waits for those that are missing.
void report_missing(const std::string& directory, const Settings& settings, Findings& findings) {
  const bool waits = settings.workspace.roots.size() > 1;
  findings.push_back(
      {waits ? Level::warning : Level::failure, "root.exists", directory,
       waits ? "does not exist yet; the server uses it once it appears" : "does not exist",
       "create it, or correct --root"});
}

void check_safety(const files::RootOptions& options, const Settings& settings, Findings& findings) {
  try {
    const files::Root safe(options, false);
    findings.push_back({Level::ok, "root.safe", options.directory,
                        "is not /, not your home directory, and not writable by everybody"});
  } catch (const std::invalid_argument& error) {
    const bool allowed = settings.workspace.allow_unsafe_roots;
    findings.push_back({allowed ? Level::warning : Level::failure, "root.safe", options.directory,
                        error.what(), "give a directory in it that only this user can write"});
  }
}

void check_owner(const files::Root& root, const std::string& directory, Findings& findings) {
  struct stat status {};
  if (::fstatat(root.fd(), ".", &status, 0) != 0) return;
  if (status.st_uid == ::geteuid()) {
    findings.push_back({Level::ok, "root.owner", directory, "belongs to this user"});
    return;
  }
  findings.push_back({Level::warning, "root.owner", directory,
                      "belongs to user " + std::to_string(status.st_uid) +
                          ", who can change it while the server works",
                      "run the server as that user"});
}

void check_access(const files::Root& root, const std::string& directory, const Settings& settings,
                  Findings& findings) {
  if (may(root, R_OK | X_OK)) {
    findings.push_back({Level::ok, "root.readable", directory, "can be read"});
  } else {
    findings.push_back({Level::failure, "root.readable", directory,
                        std::string("cannot be read: ") + std::strerror(errno),
                        "give this user the permissions r and x on it"});
  }
  if (settings.workspace.read_only) return;
  if (may(root, W_OK)) {
    findings.push_back({Level::ok, "root.writable", directory, "can be written"});
    check_stage(root, findings);
    return;
  }
  findings.push_back({Level::failure, "root.writable", directory,
                      std::string("cannot be written: ") + std::strerror(errno),
                      "give this user the permission w on it, or use --read-only"});
}

}  // namespace

void check_root(const files::RootOptions& options, const Settings& settings, Findings& findings) {
  const std::string& directory = options.directory;
  std::error_code error;
  if (!std::filesystem::exists(directory, error) && !error) {
    report_missing(directory, settings, findings);
    return;
  }
  try {
    const files::Root root(options, true);
    findings.push_back({Level::ok, "root.exists", directory, "is a directory"});
    check_safety(options, settings, findings);
    check_owner(root, directory, findings);
    check_access(root, directory, settings, findings);
    check_disk(root, settings, findings);
  } catch (const std::invalid_argument& unusable) {
    findings.push_back({Level::failure, "root.exists", directory, unusable.what(),
                        "correct --root, or the permissions of the directories above it"});
  }
}

}  // namespace mcp::program
