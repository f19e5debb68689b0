#pragma once

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace mcp::test {

/// The inodes of the directories that a process watches with inotify. Source: proc(5), fdinfo.
inline std::set<ino_t> watched_directories(const std::string& process) {
  const std::string start = "inotify wd:";
  const std::string label = " ino:";
  std::set<ino_t> watched;
  std::error_code ignored;
  const std::filesystem::directory_iterator descriptors("/proc/" + process + "/fdinfo", ignored);
  for (const auto& descriptor : descriptors) {
    std::ifstream info(descriptor.path());
    for (std::string line; std::getline(info, line);) {
      const auto at = line.find(label);
      if (!line.starts_with(start) || at == std::string::npos) continue;
      watched.insert(std::stoul(line.substr(at + label.size()), nullptr, 16));
    }
  }
  return watched;
}

}  // namespace mcp::test
