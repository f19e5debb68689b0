#include <sys/statfs.h>
#include <sys/statvfs.h>

#include <array>
#include <cstdint>
#include <string>

#include "program/doctor/checks.hpp"

namespace mcp::program {
namespace {

enum class Distance { here, elsewhere };

struct FileSystem {
  long magic;  // statfs(2)
  const char* name;
  Distance distance;
};

constexpr std::array file_systems = {FileSystem{0xEF53, "ext4", Distance::here},
                                     FileSystem{0x58465342, "xfs", Distance::here},
                                     FileSystem{0x9123683E, "btrfs", Distance::here},
                                     FileSystem{0x01021994, "tmpfs", Distance::here},
                                     FileSystem{0x794C7630, "overlay", Distance::here},
                                     FileSystem{0x2FC12FC1, "zfs", Distance::here},
                                     FileSystem{0xF2F52010, "f2fs", Distance::here},
                                     FileSystem{0x6969, "nfs", Distance::elsewhere},
                                     FileSystem{0xFF534D42, "cifs", Distance::elsewhere},
                                     FileSystem{0xFE534D42, "smb", Distance::elsewhere},
                                     FileSystem{0x65735546, "fuse", Distance::elsewhere},
                                     FileSystem{0x01021997, "9p", Distance::elsewhere}};

constexpr std::uint64_t few_inodes = 1'000;

std::string megabytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MB";
}

void check_type(const files::Root& root, Findings& findings) {
  struct statfs disk {};
  if (::fstatfs(root.fd(), &disk) != 0) return;
  const auto magic = static_cast<long>(static_cast<std::uint32_t>(disk.f_type));
  for (const FileSystem& known : file_systems) {
    if (known.magic != magic) continue;
    const std::string name = std::string("is on ") + known.name;
    if (known.distance == Distance::here) {
      findings.push_back({Level::ok, "disk.type", root.path(), name});
    } else {
      findings.push_back({Level::warning, "disk.type", root.path(),
                          name + ": another machine or program decides when files are durable",
                          "use a local file system if files must survive its crash"});
    }
    return;
  }
  findings.push_back({Level::ok, "disk.type", root.path(), "is on a file system of another type"});
}

void check_space(const files::Root& root, std::uint64_t free, std::uint64_t reserve,
                 Findings& findings) {
  const std::string text =
      megabytes(free) + " are free; writes must leave " + megabytes(reserve) + " (--reserve)";
  const Level level = free <= reserve      ? Level::failure
                      : free / 2 < reserve ? Level::warning
                                           : Level::ok;
  findings.push_back({level, "disk.space", root.path(), text,
                      level == Level::ok ? "" : "free space, or set a smaller --reserve"});
}

}  // namespace

void check_disk(const files::Root& root, const Settings& settings, Findings& findings) {
  check_type(root, findings);
  struct statvfs disk {};
  if (settings.workspace.read_only || ::fstatvfs(root.fd(), &disk) != 0) return;
  check_space(root, std::uint64_t{disk.f_bavail} * disk.f_frsize, settings.workspace.reserve_bytes,
              findings);
  if (disk.f_files == 0) return;  // the file system does not count inodes
  const Level level = disk.f_favail == 0           ? Level::failure
                      : disk.f_favail < few_inodes ? Level::warning
                                                   : Level::ok;
  findings.push_back({level, "disk.inodes", root.path(),
                      std::to_string(disk.f_favail) + " inodes are free",
                      level == Level::ok ? "" : "remove files that are not needed"});
}

}  // namespace mcp::program
