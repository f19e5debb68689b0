#include <map>
#include <mutex>

#include "mcp/client/credential_store.hpp"

namespace mcp {
namespace {

class MemoryStore final : public CredentialStore {
 public:
  Json load(const std::string& key) override {
    const std::scoped_lock lock(mutex_);
    const auto found = values_.find(key);
    return found == values_.end() ? Json() : found->second;
  }

  // Held while `change` runs, which may load values.
  void update(const std::string& key, const std::function<Json(Json value)>& change) override {
    const std::scoped_lock changing(changing_);
    Json changed = change(load(key));
    const std::scoped_lock lock(mutex_);
    if (changed.is_null()) {
      values_.erase(key);
    } else {
      values_[key] = std::move(changed);
    }
  }

  std::vector<std::string> keys() override {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> keys;
    for (const auto& [key, value] : values_) keys.push_back(key);
    return keys;
  }

 private:
  std::mutex changing_;
  std::mutex mutex_;  // guards the values
  std::map<std::string, Json> values_;
};

}  // namespace

std::shared_ptr<CredentialStore> memory_credential_store() {
  return std::make_shared<MemoryStore>();
}

}  // namespace mcp
