#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mcp/json.hpp"

namespace mcp::cli::doctor {

/// The status and the headers of an HTTP response. Header names are in lower case.
struct HttpHead {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};

  /// The value of the first header of that name; empty: there is none.
  std::string header(std::string_view name) const;
  /// In lower case, without parameters.
  std::string content_type() const;
};

/// One message that was sent, and all that the server sent until the response arrived.
struct Exchange {
  std::string method = {};                ///< Empty: not a message, for example a GET.
  Json sent = nullptr;                    ///< Null: not a message.
  std::optional<Json> response = {};      ///< The message with the id of the request.
  std::vector<Json> others = {};          ///< All other messages, in their order.
  std::vector<std::string> garbage = {};  ///< Received text that is not JSON, clipped.
  std::optional<HttpHead> http = {};      ///< Over HTTP, when a response arrived.
  std::string body = {};                  ///< Over HTTP: the start of a body without messages.
  bool ended = true;                      ///< Over HTTP: the server ended the response itself.
  std::string failure = {};               ///< Why no response arrived; empty: one did.
  std::chrono::milliseconds took{0};

  /// The result or error of the response; null: there is none.
  const Json& result() const;
  const Json& error() const;
  /// The code of the error; 0: there is none.
  int error_code() const;
};

/// What documents about authorization say, and the response that requires it.
struct AuthEvidence {
  std::optional<HttpHead> refusal = {};   ///< The response with 401, if any.
  std::string resource_url = {};          ///< Where the protected resource metadata was found.
  Json resource = nullptr;                ///< The document; null: none was found.
  std::string authorization_server = {};  ///< Whose metadata was requested.
  Json authorization_metadata = nullptr;  ///< Null: none was found, or it was not requested.
  bool authorization_fetched = false;     ///< Whether its metadata was requested.
};

/// All that one server said in one revision over one transport.
struct Evidence {
  std::string revision = {};
  int rank = 0;  ///< Of the legacy revisions: 0 is the oldest.
  bool over_http = false;
  /// Whether the server also serves the other era.
  bool serves_other_era = false;
  std::string target = {};  ///< The URL, or the program.
  Json capabilities = Json::object();
  /// False: the server did not state its capabilities; `capabilities` is what was found out.
  bool states_capabilities = true;
  /// By the name of the probe; several for the pages of a list. See probes.hpp.
  std::map<std::string, std::vector<Exchange>> probes = {};
  /// How long the program took to exit after its input ended; negative: it did not.
  std::optional<std::chrono::milliseconds> exit_time = {};
  AuthEvidence auth = {};

  /// The (first) exchange of a probe; null: it was not made.
  const Exchange* find(const std::string& probe) const;
  /// Whether the server declares the capability.
  bool offers(const char* capability) const;
  /// The method of a list that the server has; empty: it has none.
  std::string any_list() const;
  /// The items of all pages of a list: `items("tools/list", "tools")`.
  std::vector<Json> items(const std::string& probe, const char* member) const;
  /// All exchanges, with the name of their probe.
  std::vector<std::pair<std::string, const Exchange*>> all() const;
};

}  // namespace mcp::cli::doctor
