#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "json/parse.hpp"
#include "mcp/client/credential_store.hpp"
#include "mcp/error.hpp"
#include "oauth/file_locks.hpp"
#include "oauth/secret_service.hpp"

namespace mcp {
namespace {

constexpr std::chrono::milliseconds longest_keyring_wait = std::chrono::minutes(2);
constexpr const char* list_name = "list";  // the value with the list of all keys

// A folder of this user's, for locks only.
std::string lock_file() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime && *runtime == '/') return std::string(runtime) + "/mcp-toolkit-keyring.lock";
  const std::filesystem::path file(default_credential_file());
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  return (file.parent_path() / "keyring.lock").string();
}

class KeyringStore final : public CredentialStore {
 public:
  Json load(const std::string& key) override { return read(value_name(key), {}); }

  void update(const std::string& key, const std::function<Json(Json value)>& change,
              const std::stop_token& stop) override {
    const auto lock = oauth::lock_in_file(locks_, "value " + key, longest_keyring_wait, stop);
    const Json before = read(value_name(key), stop);
    const Json changed = change(before);
    if (changed == before) return;
    // A change that has been made is not given up.
    if (changed.is_null()) {
      service_.remove(value_name(key), {});
    } else {
      service_.save(value_name(key), "mcp-toolkit: " + key, to_text(changed), {});
    }
    if (changed.is_null() != before.is_null()) change_list(key, changed.is_null());
  }

  std::vector<std::string> keys() override {
    std::vector<std::string> keys;
    const Json list = read(list_name, {});
    for (const auto& [key, value] : list.items()) keys.push_back(key);
    return keys;
  }

 private:
  static std::string value_name(const std::string& key) { return "value " + key; }

  Json read(const std::string& name, const std::stop_token& stop) const {
    const auto text = service_.load(name, stop);
    if (!text) return nullptr;
    auto value = json::parse(*text);
    if (!value) {
      throw Error(ErrorCode::invalid_params,
                  "The entry `" + name + "` of mcp-toolkit in the keyring is not JSON; remove it");
    }
    return *std::move(value);
  }

  // An object whose names are the keys.
  void change_list(const std::string& key, bool removes) const {
    const auto lock = oauth::lock_in_file(locks_, "list", longest_keyring_wait, {});
    Json list = read(list_name, {});
    if (!list.is_object()) list = Json::object();
    if (removes) {
      list.erase(key);
    } else {
      list[key] = true;
    }
    service_.save(list_name, "mcp-toolkit: the list of its entries", to_text(list), {});
  }

  const oauth::SecretService service_;
  const std::string locks_ = lock_file();
};

}  // namespace

std::shared_ptr<CredentialStore> keyring_credential_store() {
  return std::make_shared<KeyringStore>();
}

}  // namespace mcp
