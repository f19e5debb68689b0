#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "io/descriptor.hpp"
#include "io/trusted_file.hpp"
#include "json/parse.hpp"
#include "mcp/client/credential_store.hpp"
#include "mcp/error.hpp"
#include "oauth/file_locks.hpp"

namespace mcp {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{16} << 20;
// For another process, which may be waiting for an authorization server.
constexpr std::chrono::milliseconds longest_wait = std::chrono::minutes(2);

Error unusable(const std::string& what) {
  return Error(ErrorCode::invalid_params, "The file of credentials cannot be used: " + what);
}

Error system_error(const std::string& path) {
  return unusable(path + ": " + std::strerror(errno));
}

void write_all(const Descriptor& file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const auto written = ::write(file.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

class FileStore final : public CredentialStore {
 public:
  explicit FileStore(std::string path) : path_(std::move(path)) {}

  Json load(const std::string& key) override { return read().value(key, Json()); }

  void update(const std::string& key, const std::function<Json(Json value)>& change,
              const std::stop_token& stop) override {
    make_folder();
    const auto of_value = oauth::lock_in_file(lock_path(), "value " + key, longest_wait, stop);
    const Json before = load(key);
    Json changed = change(before);
    if (changed == before) return;
    // A change that has been made is not given up.
    const auto of_file = oauth::lock_in_file(lock_path(), "file", longest_wait, {});
    Json all = read();
    if (changed.is_null()) {
      all.erase(key);
    } else {
      all[key] = std::move(changed);
    }
    replace(to_text(all) + '\n');
  }

  std::vector<std::string> keys() override {
    const Json all = read();
    std::vector<std::string> keys;
    for (const auto& [key, value] : all.items()) keys.push_back(key);
    return keys;
  }

 private:
  Json read() const {
    if (::access(path_.c_str(), F_OK) != 0 && errno == ENOENT) return Json::object();
    try {
      const auto text = read_trusted_file(
          path_, {.max_bytes = max_file_bytes, .readers = Readers::owner, .follow_link = false});
      auto all = json::parse(text);
      if (!all || !all->is_object()) throw unusable(path_ + " is not a JSON object; remove it");
      return *std::move(all);
    } catch (const Error&) {
      throw;
    } catch (const std::runtime_error& error) {
      throw unusable(error.what());
    }
  }

  std::string lock_path() const { return path_ + ".lock"; }

  void make_folder() const {
    const auto folder = std::filesystem::path(path_).parent_path();
    if (folder.empty() || std::filesystem::exists(folder)) return;
    std::error_code error;
    std::filesystem::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw system_error(folder);
  }

  void replace(const std::string& text) const {
    const std::string temporary = path_ + ".new";
    ::unlink(temporary.c_str());
    Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) throw system_error(temporary);
    write_all(file, text, temporary);
    if (::fsync(file.get()) != 0) throw system_error(temporary);
    if (::rename(temporary.c_str(), path_.c_str()) != 0) throw system_error(path_);
  }

  const std::string path_;
};

}  // namespace

std::shared_ptr<CredentialStore> file_credential_store(std::string path) {
  return std::make_shared<FileStore>(std::move(path));
}

std::string default_credential_file() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  const std::filesystem::path folder =
      state && *state == '/' ? std::filesystem::path(state)
                             : std::filesystem::path(home ? home : "") / ".local" / "state";
  return (folder / "mcp-toolkit" / "credentials.json").string();
}

}  // namespace mcp
