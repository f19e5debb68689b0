#include <condition_variable>
#include <map>
#include <mutex>
#include <set>

#include "mcp/client/credential_store.hpp"
#include "mcp/error.hpp"

namespace mcp {
namespace {

class MemoryStore final : public CredentialStore {
 public:
  Json load(const std::string& key) override {
    const std::scoped_lock lock(mutex_);
    const auto found = values_.find(key);
    return found == values_.end() ? Json() : found->second;
  }

  // The value is locked while `change` runs, which may load values.
  void update(const std::string& key, const std::function<Json(Json value)>& change,
              const std::stop_token& stop) override {
    const Changing changing(*this, key, stop);
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
  /// Locks one value.
  class Changing {
   public:
    Changing(MemoryStore& store, const std::string& key, const std::stop_token& stop)
        : store_(store), key_(key) {
      std::unique_lock lock(store_.mutex_);
      const bool free =
          store_.changed_.wait(lock, stop, [&] { return !store_.locked_.contains(key); });
      if (!free) throw Error(ErrorCode::request_cancelled, "Cancelled");
      store_.locked_.insert(key);
    }
    ~Changing() {
      const std::scoped_lock lock(store_.mutex_);
      store_.locked_.erase(key_);
      store_.changed_.notify_all();
    }
    Changing(const Changing&) = delete;
    Changing& operator=(const Changing&) = delete;

   private:
    MemoryStore& store_;
    const std::string& key_;
  };

  std::mutex mutex_;  // guards the members below
  std::condition_variable_any changed_;
  std::set<std::string> locked_;  // keys
  std::map<std::string, Json> values_;
};

}  // namespace

std::shared_ptr<CredentialStore> memory_credential_store() {
  return std::make_shared<MemoryStore>();
}

}  // namespace mcp
