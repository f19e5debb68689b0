#include "authorization/authorization.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "authorization/browser.hpp"
#include "io/trusted_file.hpp"
#include "misuse.hpp"
#include "terminal.hpp"
#include "text/ascii.hpp"

namespace mcp::cli {
namespace {

std::string secret_in(const char* option, const std::string& file) {
  if (file.empty()) return "";
  try {
    return std::string(
        ascii::trimmed(read_trusted_file(file, {.readers = Readers::owner}), " \t\r\n"));
  } catch (const std::runtime_error& error) {
    throw Misuse(std::string(option) + ": " + error.what());
  }
}

RegisteredClient registered_client(const AuthorizationSettings& settings) {
  return {.client_id = settings.client_id,
          .client_secret = secret_in("--client-secret-file", settings.client_secret_file),
          .private_key = secret_in("--private-key-file", settings.private_key_file)};
}

void check(const AuthorizationSettings& settings) {
  const bool has_secret =
      !settings.client_secret_file.empty() || !settings.private_key_file.empty();
  if (settings.client_id.empty() && (has_secret || settings.is_machine)) {
    throw Misuse(
        "--client-secret-file, --private-key-file and --client-credentials need --client-id");
  }
  if (settings.is_machine && !has_secret) {
    throw Misuse("--client-credentials needs --client-secret-file or --private-key-file");
  }
}

/// Fails every login: for output that no person watches.
class NoUserAgent final : public UserAgent {
 public:
  explicit NoUserAgent(std::string url) : url_(std::move(url)) {}

  std::string redirect_uri(const std::string&) override {
    throw Error(ErrorCode::authorization_failed,
                "the server requires a login; run: mcp-client login --url " + url_);
  }
  std::string authorize(const std::string&, const std::stop_token&) override { return ""; }

 private:
  const std::string url_;
};

std::shared_ptr<UserAgent> browser_agent(const AuthorizationSettings& settings,
                                         LoginDisplay display) {
  const auto open = [print = std::move(display.print),
                     opens = settings.opens_browser](const std::string& page) {
    const bool opened = opens && open_in_browser(page);
    print(opened ? "The server requires a login. Continue in your browser; if no page opened, open:"
                 : "The server requires a login. Open this page in a browser on this machine:");
    print(page);
  };
  return loopback_user_agent(open, settings.redirect_port);
}

std::shared_ptr<UserAgent> user_agent(const std::string& url, const AuthorizationSettings& settings,
                                      LoginDisplay display) {
  if (display.mode == LoginMode::refused) return std::make_shared<NoUserAgent>(url);
  return browser_agent(settings, std::move(display));
}

}  // namespace

bool AuthorizationSettings::is_set() const {
  return !client_id.empty() || !client_secret_file.empty() || !private_key_file.empty() ||
         is_machine || !client_metadata_url.empty() || !scopes.empty() || redirect_port != 0 ||
         !opens_browser;
}

std::shared_ptr<CredentialStore> credential_store() {
  const char* set = std::getenv("MCP_CREDENTIALS");
  const std::string_view kind = set ? set : "";
  if (kind == "keyring") return keyring_credential_store();
  if (kind.empty() || kind == "file") return file_credential_store(default_credential_file());
  throw Misuse("MCP_CREDENTIALS must be file or keyring, not " + one_line(kind));
}

std::shared_ptr<TokenProvider> token_provider(const std::string& url, const std::string& ca_file,
                                              const AuthorizationSettings& settings,
                                              LoginDisplay display) {
  check(settings);
  OAuthOptions options{.server_url = url,
                       .grant = AuthorizationCodeGrant{},
                       .scopes = settings.scopes,
                       .store = credential_store(),
                       .ca_file = ca_file};
  if (settings.is_machine) {
    options.grant = ClientCredentialsGrant{registered_client(settings)};
    return oauth_provider(std::move(options));
  }
  AuthorizationCodeGrant login{.user_agent = user_agent(url, settings, std::move(display)),
                               .client_metadata_url = settings.client_metadata_url,
                               .client_name = "mcp-client"};
  if (!settings.client_id.empty()) login.client = registered_client(settings);
  options.grant = std::move(login);
  return oauth_provider(std::move(options));
}

}  // namespace mcp::cli
