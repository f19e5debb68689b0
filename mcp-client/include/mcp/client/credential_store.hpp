#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "mcp/json.hpp"

namespace mcp {

/// Keeps tokens and client registrations, each under a key: the values are secret. Any thread.
class CredentialStore {
 public:
  virtual ~CredentialStore() = default;

  /// The value; null when there is none. Throws Error when the store cannot be read.
  virtual Json load(const std::string& key) = 0;
  /// Replaces a value by what `change` makes of it; null removes it. The value does not change
  /// meanwhile, also by other processes, even if `change` waits for a server; other values may.
  /// When `change` throws, the value stays. Throws Error when the store cannot be written, or with
  /// `request_cancelled` soon after `stop` is requested while another change of the value goes on.
  virtual void update(const std::string& key, const std::function<Json(Json value)>& change,
                      const std::stop_token& stop) = 0;
  /// The keys of all values, sorted.
  virtual std::vector<std::string> keys() = 0;
};

/// A store that lasts as long as the object.
std::shared_ptr<CredentialStore> memory_credential_store();

/// A store in one file, which only its owner can access (mode 0600), in a folder that is made if it
/// is missing (mode 0700). It is replaced as a whole, so a crash leaves the old or the new content.
/// Processes that change the same value wait for each other, at most two minutes. Nothing is read
/// or written before the first use; then it throws Error with `invalid_params` when the file
/// belongs to another user, or another user can access it, or its content is not as expected.
std::shared_ptr<CredentialStore> file_credential_store(std::string path);

/// A store in the keyring of the user's desktop, such as GNOME Keyring or KWallet, through
/// libsecret, which is loaded at run time. The desktop may ask the user to unlock the keyring:
/// `load` and `keys` wait for that. Throws Error with `invalid_params` when libsecret is not
/// installed; the functions do when no keyring runs.
std::shared_ptr<CredentialStore> keyring_credential_store();

/// The file that the programs of this toolkit use: credentials.json in $XDG_STATE_HOME/mcp-toolkit,
/// or in ~/.local/state/mcp-toolkit.
std::string default_credential_file();

}  // namespace mcp
