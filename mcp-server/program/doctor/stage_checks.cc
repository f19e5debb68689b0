#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "files/directory_names.hpp"
#include "files/file_error.hpp"
#include "files/stage.hpp"
#include "files/stage_directory.hpp"
#include "program/doctor/checks.hpp"

namespace mcp::program {
namespace {

constexpr const char* probe_attribute = "user.mcp-doctor";
constexpr std::string_view conflict_prefix = "conflict-";

/// The checks of one stage, on two files that are removed at the end.
class StageProbe {
 public:
  StageProbe(const files::Root& root, Findings& findings)
      : place_{&root, files::RelativePath::parse("doctor"), "doctor"},
        one_(place_),
        two_(place_),
        about_(root.path()),
        findings_(findings) {}

  void run() {
    files::write_fully(one_.fd(), "doctor\n", 0, about_);
    report("stage.create", 0, "be created in the stage", {});
    report("stage.fsync", ::fsync(one_.fd()), "be synced to the disk",
           "use a file system with fsync: acknowledged files could be lost");
    report(
        "stage.exchange", rename(RENAME_EXCHANGE), "be replaced atomically (exchange)",
        "use a file system with RENAME_EXCHANGE, such as ext4, xfs, btrfs or tmpfs; without it a "
        "change by another program at the same moment can be lost",
        Level::warning);
    report("stage.noreplace", rename(RENAME_NOREPLACE) == -1 && errno == EEXIST ? 0 : -1,
           "be created without replacing others (no-replace)",
           "use a file system with RENAME_NOREPLACE, such as ext4, xfs, btrfs or tmpfs");
    report("stage.attributes", ::fsetxattr(one_.fd(), probe_attribute, "1", 1, 0),
           "have extended attributes", "none needed if you do not use extended attributes",
           Level::warning);
  }

 private:
  int rename(unsigned flags) const {
    return ::renameat2(one_.directory(), one_.name().c_str(), two_.directory(), two_.name().c_str(),
                       flags);
  }

  void report(const char* check, int result, const std::string& what, const std::string& fix,
              Level bad = Level::failure) {
    if (result == 0) {
      findings_.push_back({Level::ok, check, about_, "files can " + what});
    } else {
      findings_.push_back(
          {bad, check, about_, "files cannot " + what + ": " + std::strerror(errno), fix});
    }
  }

  const files::Place place_;
  const files::StagedFile one_;
  const files::StagedFile two_;
  const std::string about_;
  Findings& findings_;
};

struct LeftOvers {
  std::size_t temporary = 0;
  std::size_t conflicts = 0;
};

// A file without a lock belongs to no running server.
bool is_unlocked(int stage, const char* name) {
  const Descriptor file(
      ::openat(stage, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  return file && ::flock(file.get(), LOCK_SH | LOCK_NB) == 0;
}

LeftOvers left_overs(const Descriptor& stage) {
  LeftOvers found;
  files::for_each_name(stage.get(), [&](const char* entry) {
    const std::string_view name(entry);
    if (name.starts_with(conflict_prefix)) ++found.conflicts;
    if (name.ends_with(files::staged_suffix) && is_unlocked(stage.get(), entry)) {
      ++found.temporary;
    }
    return true;
  });
  return found;
}

void check_left_overs(const files::Root& root, Findings& findings) {
  const std::string about = root.path();
  const Descriptor stage = files::open_own_stage(root, std::string(files::stage_name));
  const LeftOvers found = stage ? left_overs(stage) : LeftOvers();
  if (found.conflicts > 0) {
    findings.push_back(
        {Level::warning, "stage.conflicts", about,
         std::to_string(found.conflicts) + " files in the stage may be the only copies of texts",
         "look at " + about + '/' + std::string(files::stage_name) +
             "/conflict-*, copy what you need, and remove them"});
  }
  findings.push_back({Level::ok, "stage.left-overs", about,
                      found.temporary == 0
                          ? "no files are left over from crashed servers"
                          : std::to_string(found.temporary) +
                                " files are left over from crashed servers; the next start "
                                "removes them"});
}

}  // namespace

void check_stage(const files::Root& root, Findings& findings) {
  check_left_overs(root, findings);
  try {
    StageProbe(root, findings).run();
  } catch (const files::FileError& error) {
    findings.push_back({Level::failure, "stage.create", root.path(),
                        std::string("files cannot be written in the stage: ") + error.what(),
                        "make the root writable for this user, and free space"});
  }
  files::Stage(root).tidy();
}

}  // namespace mcp::program
