#pragma once

#include <optional>
#include <stop_token>
#include <string>

namespace mcp::oauth {

/// The desktop's keyring, through libsecret, which is loaded when it is first used: the program
/// does not depend on it. Any thread. Functions throw Error with `invalid_params` and the reason,
/// and with `request_cancelled` soon after `stop` is requested, for example while the user is asked
/// to unlock the keyring. Source: the reference of libsecret 0.20, Password storage.
class SecretService {
 public:
  /// Throws Error when libsecret is not installed.
  SecretService();

  std::optional<std::string> load(const std::string& name, const std::stop_token& stop) const;
  /// `label` is shown to the user.
  void save(const std::string& name, const std::string& label, const std::string& secret,
            const std::stop_token& stop) const;
  void remove(const std::string& name, const std::stop_token& stop) const;

 private:
  struct Functions;
  static const Functions& functions();

  const Functions& functions_;
};

}  // namespace mcp::oauth
