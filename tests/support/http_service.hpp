#pragma once

#include <memory>
#include <string>

#include "mcp/server/http_endpoint.hpp"

namespace mcp::test {

/// A server at a URL of this machine, in this process, as long as the object lives.
class HttpService {
 public:
  enum class Listener { beast, httplib };

  HttpService(Server& server, Listener listener);
  ~HttpService();

  std::string url() const;

 private:
  class Running;
  class Beast;
  class Httplib;
  const std::shared_ptr<http::Endpoint> endpoint_;
  std::unique_ptr<Running> running_;
};

}  // namespace mcp::test
