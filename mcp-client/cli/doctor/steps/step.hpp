#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "doctor/evidence.hpp"
#include "doctor/http_client.hpp"
#include "doctor/peer.hpp"

namespace mcp::cli::doctor {

/// One step on the way to the server. Texts may contain text of the server that is not safe to
/// show.
struct Step {
  enum class Status { ok, warning, failed, skipped };

  std::string id;
  std::string title;
  Status status = Status::ok;
  std::string detail = {};
  std::string advice = {};  ///< What to do; empty when there is nothing to do.
  Milliseconds took{0};
};

/// The parts of an http or https URL.
struct UrlParts {
  std::string scheme;
  std::string host;  ///< An IPv6 address without brackets.
  int port = 0;
  std::string path;    ///< Begins with a slash; without the query.
  std::string origin;  ///< scheme://host[:port]

  bool is_tls() const { return scheme == "https"; }
};

/// Throws Error with `invalid_params` when it is no http or https URL.
UrlParts parse_url(const std::string& url);

/// The name of a proxy that requests to the URL go through; empty: none.
std::string proxy_of(const UrlParts& url);

/// An address of a host, as the system's functions use it.
struct Address {
  int family = 0;
  std::string text;
  std::vector<unsigned char> bytes;  ///< A sockaddr.
};

/// Looks up the addresses of the host, at most eight.
Step look_up(const UrlParts& url, Milliseconds patience, std::vector<Address>& addresses);

/// Connects to one address. The descriptor of the connection is in `socket`, negative without one;
/// the caller closes it.
Step connect_to(const Address& address, Milliseconds patience, int& socket);

/// Speaks TLS on a connection and explains the certificate.
Step secure(const UrlParts& url, int socket, const std::string& ca_file, Milliseconds patience);

/// What GET and OPTIONS answer.
Step ask_verbs(HttpClient& client, const std::string& url, const Headers& headers,
               Milliseconds patience);

/// Looks for the documents about authorization. `auth` has the refusal, if there was one, and gets
/// the documents.
Step look_for_documents(HttpClient& client, const UrlParts& url, Milliseconds patience,
                        AuthEvidence& auth);

/// Whether the server requires authorization, and how to get it.
Step explain_authorization(const AuthEvidence& auth, bool sent_token);

}  // namespace mcp::cli::doctor
