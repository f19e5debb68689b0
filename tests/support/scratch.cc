#include "support/scratch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <stdexcept>

#include "bytes/digest.hpp"

namespace mcp::test {
namespace {

namespace fs = std::filesystem;

fs::path base(Scratch::Where where) {
  if (where == Scratch::Where::memory && ::access("/dev/shm", W_OK) == 0) return "/dev/shm";
  const char* chosen = std::getenv("TMPDIR");
  return chosen && *chosen ? chosen : "/tmp";
}

std::string describe(const fs::path& path) {
  struct stat status {};
  ::lstat(path.c_str(), &status);
  std::string line = std::to_string(status.st_mode) + ' ' + std::to_string(status.st_uid) + ':' +
                     std::to_string(status.st_gid);
  if (S_ISLNK(status.st_mode)) line += " -> " + fs::read_symlink(path).string();
  if (!S_ISREG(status.st_mode)) return line;
  const std::string content = content_of(path);
  line += ' ' + std::to_string(content.size()) + ' ' + sha256_hex(content).substr(0, 16);
  return line + ' ' + std::to_string(status.st_mtim.tv_sec) + '.' +
         std::to_string(status.st_mtim.tv_nsec);
}

bool is_clean_stage(const fs::path& stage) {
  for (const auto& entry : fs::directory_iterator(stage)) {
    if (entry.path().filename() != ".gitignore") return false;
  }
  return true;
}

// Sorted by name, so that the same objects always give the same text.
void list(const fs::path& directory, const std::string& prefix, std::string& out) {
  std::set<fs::path> entries;
  for (const auto& entry : fs::directory_iterator(directory)) entries.insert(entry.path());
  for (const auto& path : entries) {
    const std::string name = path.filename().string();
    const bool is_directory = fs::is_directory(fs::symlink_status(path));
    if (name == ".mcp-stage" && is_directory && is_clean_stage(path)) continue;
    if (directory.filename() == ".mcp-stage" && name == ".gitignore") continue;
    out += prefix + name + ' ' + describe(path) + '\n';
    if (is_directory) list(path, prefix + name + '/', out);
  }
}

}  // namespace

Scratch::Scratch(Where where) {
  std::string name = (base(where) / "mcp-test-XXXXXX").string();
  if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp: " + name);
  path_ = fs::canonical(name);
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void put(const fs::path& file, std::string_view content) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return "(there is no " + file.filename().string() + ')';
  std::string content;
  char block[65536];
  while (in.read(block, sizeof block), in.gcount() > 0) {
    content.append(block, static_cast<std::size_t>(in.gcount()));
  }
  return content;
}

std::string tree_state(const fs::path& directory) {
  std::string out;
  list(directory, "", out);
  return out;
}

bool stage_is_clean(const fs::path& root) {
  const fs::path stage = root / ".mcp-stage";
  return !fs::exists(fs::symlink_status(stage)) || is_clean_stage(stage);
}

}  // namespace mcp::test
