#include "compat/listing.hpp"

#include <sys/stat.h>

#include <chrono>

#include "file_error.hpp"

namespace mcp::files::compat {
namespace {

constexpr std::size_t max_entries = 100'000;
constexpr std::chrono::seconds listing_time(5);

bool is_inside(const std::string& path, const std::string& directory) {
  return !directory.empty() && path.starts_with(directory) && path[directory.size()] == '/';
}

}  // namespace

std::vector<Entry> all_entries(const Workspace& workspace, const Place& place, std::uint64_t levels,
                               const Choice& choice, const std::stop_token& stop) {
  Walk walk(workspace, {.depth = levels, .gitignore = false, .time = listing_time}, stop);
  std::vector<Entry> entries;
  std::string excluded;
  walk.run(place, place.area, [&](const Visited& visited) {
    if (is_inside(visited.path, excluded)) return true;
    if (choice.excludes(visited.path)) {
      excluded = visited.path;
      return true;
    }
    if (!choice.wants(visited.path)) return true;
    if (entries.size() == max_entries) return false;
    const bool is_file = S_ISREG(visited.status.st_mode);
    entries.push_back({visited.path, S_ISDIR(visited.status.st_mode),
                       is_file ? static_cast<std::uint64_t>(visited.status.st_size) : 0});
    return true;
  });
  if (!walk.has_more()) return entries;
  const std::string fix = "name a directory with less in it";
  if (entries.size() == max_entries) {
    throw FileError("E_TOO_LARGE",
                    '`' + place.shown + "` contains more than " + std::to_string(max_entries) +
                        " files and directories",
                    fix);
  }
  throw FileError("E_TIMEOUT", '`' + place.shown + "` could not be listed in time", fix);
}

}  // namespace mcp::files::compat
