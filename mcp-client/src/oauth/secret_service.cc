#include "oauth/secret_service.hpp"

#include <dlfcn.h>

#include <cstdint>
#include <memory>
#include <type_traits>

#include "mcp/error.hpp"

namespace mcp::oauth {
// The parts of the interface of libsecret and glib that are used here. It is stable: version 1.
namespace libsecret {

struct Cancellable;

struct Failure {  // GError
  std::uint32_t domain;
  int code;
  char* message;
};

struct Attribute {  // SecretSchemaAttribute
  const char* name;
  int type;
};

struct Schema {  // SecretSchema
  const char* name;
  int flags;
  Attribute attributes[32];
  int reserved;
  void* reserved_too[7];
};

constexpr int any_text = 0;
inline const Schema schema = {
    "mcp-toolkit.Credential", 0, {{"name", any_text}, {nullptr, 0}}, 0, {}};

}  // namespace libsecret

namespace {

using libsecret::Cancellable;
using libsecret::Failure;

Error no_keyring(const std::string& why) {
  return Error(ErrorCode::invalid_params, "The desktop's keyring cannot be used: " + why);
}

}  // namespace

struct SecretService::Functions {
  using Free = void (*)(void*);

  char* (*lookup)(const libsecret::Schema*, libsecret::Cancellable*, libsecret::Failure**,
                  ...) = nullptr;
  int (*store)(const libsecret::Schema*, const char* collection, const char* label,
               const char* secret, libsecret::Cancellable*, libsecret::Failure**, ...) = nullptr;
  int (*clear)(const libsecret::Schema*, libsecret::Cancellable*, libsecret::Failure**,
               ...) = nullptr;
  void (*free_secret)(char*) = nullptr;
  void (*free_failure)(libsecret::Failure*) = nullptr;
  libsecret::Cancellable* (*new_cancellable)() = nullptr;
  void (*cancel)(libsecret::Cancellable*) = nullptr;
  Free unref = nullptr;

  /// Runs a function that may fail, and which `stop` cancels.
  template <class Run>
  auto run(const std::stop_token& stop, Run function) const {
    const std::unique_ptr<Cancellable, Free> cancellable(new_cancellable(), unref);
    const std::stop_callback on_stop(stop, [&] { cancel(cancellable.get()); });
    Failure* failure = nullptr;
    auto result = function(cancellable.get(), &failure);
    if (!failure) return result;
    const std::string why = failure->message ? failure->message : "unknown error";
    free_failure(failure);
    if (stop.stop_requested()) throw Error(ErrorCode::request_cancelled, "Cancelled");
    throw no_keyring(why);
  }
};

// The library stays loaded: it has threads of its own.
const SecretService::Functions& SecretService::functions() {
  static const Functions functions = [] {
    void* library = ::dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!library) throw no_keyring("libsecret is not installed");
    const auto find = [&](auto& function, const char* name) {
      function =
          reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
      if (!function) throw no_keyring(std::string("libsecret has no ") + name);
    };
    Functions found;
    find(found.lookup, "secret_password_lookup_sync");
    find(found.store, "secret_password_store_sync");
    find(found.clear, "secret_password_clear_sync");
    find(found.free_secret, "secret_password_free");
    find(found.free_failure, "g_error_free");
    find(found.new_cancellable, "g_cancellable_new");
    find(found.cancel, "g_cancellable_cancel");
    find(found.unref, "g_object_unref");
    return found;
  }();
  return functions;
}

SecretService::SecretService() : functions_(functions()) {}

std::optional<std::string> SecretService::load(const std::string& name,
                                               const std::stop_token& stop) const {
  const auto lookup = [&](Cancellable* cancellable, Failure** failure) {
    return functions_.lookup(&libsecret::schema, cancellable, failure, "name", name.c_str(),
                             nullptr);
  };
  const std::unique_ptr<char, void (*)(char*)> secret(functions_.run(stop, lookup),
                                                      functions_.free_secret);
  if (!secret) return std::nullopt;
  return std::string(secret.get());
}

void SecretService::save(const std::string& name, const std::string& label,
                         const std::string& secret, const std::stop_token& stop) const {
  functions_.run(stop, [&](Cancellable* cancellable, Failure** failure) {
    return functions_.store(&libsecret::schema, nullptr, label.c_str(), secret.c_str(), cancellable,
                            failure, "name", name.c_str(), nullptr);
  });
}

void SecretService::remove(const std::string& name, const std::stop_token& stop) const {
  functions_.run(stop, [&](Cancellable* cancellable, Failure** failure) {
    return functions_.clear(&libsecret::schema, cancellable, failure, "name", name.c_str(),
                            nullptr);
  });
}

}  // namespace mcp::oauth
