#include "http/cors.hpp"

#include <utility>

#include "http/header_value.hpp"

namespace mcp::http {
namespace {

constexpr const char* usual_headers =
    "Authorization, Content-Type, Accept, Last-Event-ID, Mcp-Session-Id, MCP-Protocol-Version, "
    "Mcp-Method, Mcp-Name";
constexpr const char* exposed_headers =
    "Mcp-Session-Id, X-Request-ID, MCP-Protocol-Version, WWW-Authenticate, Retry-After";

class ReadableByPage final : public Responder {
 public:
  ReadableByPage(std::string origin, std::shared_ptr<Responder> responder)
      : origin_(std::move(origin)), responder_(std::move(responder)) {}

  void respond(ResponseHead head, std::string body) override {
    responder_->respond(with_headers(std::move(head)), std::move(body));
  }
  void start(ResponseHead head) override { responder_->start(with_headers(std::move(head))); }
  bool write(std::string part) override { return responder_->write(std::move(part)); }
  void finish() override { responder_->finish(); }
  bool may_stay_open() override { return responder_->may_stay_open(); }
  bool takes_events() override { return responder_->takes_events(); }

 private:
  ResponseHead with_headers(ResponseHead head) const {
    head.headers.push_back({"Access-Control-Allow-Origin", origin_});
    head.headers.push_back({"Access-Control-Expose-Headers", exposed_headers});
    head.headers.push_back({"Vary", "Origin"});
    return head;
  }

  const std::string origin_;
  const std::shared_ptr<Responder> responder_;
};

}  // namespace

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.header("Origin") &&
         request.header("Access-Control-Request-Method");
}

void answer_preflight(const Request& request, Responder& responder) {
  const std::string* asked = request.header("Access-Control-Request-Headers");
  ResponseHead head{204,
                    {{"Access-Control-Allow-Methods", "POST, GET, DELETE"},
                     {"Access-Control-Allow-Headers",
                      asked && is_list_of_tokens(*asked) ? *asked : usual_headers},
                     {"Access-Control-Max-Age", "7200"}}};
  if (request.header("Access-Control-Request-Private-Network")) {
    head.headers.push_back({"Access-Control-Allow-Private-Network", "true"});
  }
  responder.respond(std::move(head), {});
}

std::shared_ptr<Responder> readable_by_page(const Request& request,
                                            std::shared_ptr<Responder> responder) {
  const std::string* origin = request.header("Origin");
  if (!origin) return responder;
  return std::make_shared<ReadableByPage>(*origin, std::move(responder));
}

}  // namespace mcp::http
