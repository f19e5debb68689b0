#include "edge/gateway_request.hpp"

#include <utility>

#include "wire/meta.hpp"
#include "wire/methods.hpp"
#include "wire/revisions.hpp"

namespace mcp {
namespace {

constexpr const char* result_type = "resultType";

// Removes the identity of the server that made the result, and returns it.
Json take_identity(Json& result) {
  const auto meta = result.find("_meta");
  if (meta == result.end() || !meta->is_object()) return nullptr;
  const auto found = meta->find(meta::server_info);
  if (found == meta->end()) return nullptr;
  Json identity = std::move(*found);
  meta->erase(found);
  if (meta->empty()) result.erase(meta);
  return identity;
}

bool is_complete(const Json& result) {
  const auto type = result.find(result_type);
  return type == result.end() || *type == "complete";
}

class RequestOfGateway final : public GatewayRequest {
 public:
  RequestOfGateway(std::shared_ptr<ServerCore> core, ExchangePointer exchange,
                   std::shared_ptr<SessionOfGateway> session)
      : core_(std::move(core)),
        exchange_(std::move(exchange)),
        calls_(session ? session->calls() : nullptr),
        session_(std::move(session)) {}

  const std::string& method() const override { return exchange_->request().method; }
  const Json& params() const override { return exchange_->request().params; }
  const RequestId& id() const override { return exchange_->request().id; }
  const CallerInfo& caller() const override { return exchange_->caller(); }
  const std::shared_ptr<GatewaySession>& session() const override { return session_; }
  std::stop_token stop() const override { return exchange_->stop(); }
  bool ended() const override { return exchange_->ended(); }
  void on_end(std::function<void()> callback) override { exchange_->on_end(std::move(callback)); }

  bool notify(Notification notification) override {
    return exchange_->notify(std::move(notification));
  }

  void ask(InputRequest question, std::stop_token stop,
           std::function<void(Result<Json>)> done) override {
    if (!calls_) {
      return done(Error(ErrorCode::internal_error, "The client has no session for requests"));
    }
    ask_client(core_, calls_, exchange_->sink(), std::move(question), stop, std::move(done));
  }

  void succeed(Json result) override {
    if (!result.is_object()) {
      return fail(Error(ErrorCode::internal_error, "The server's result is not an object"));
    }
    if (!is_complete(result)) return exchange_->answer(std::move(result));
    result.erase(result_type);
    const Json identity = take_identity(result);
    exchange_->answer(exchange_->wire().result(method(), std::move(result),
                                               identity.is_null() ? core_->self : identity));
  }

  // Local codes are never sent.
  void fail(const Error& error) override {
    if (!is_local(error.code())) return exchange_->fail(error);
    exchange_->fail(Error(ErrorCode::internal_error, error.what(), error.data()));
  }

 private:
  const std::shared_ptr<ServerCore> core_;
  const ExchangePointer exchange_;
  const std::shared_ptr<Correlator> calls_;
  const std::shared_ptr<GatewaySession> session_;
};

void discover(const std::shared_ptr<GatewayRequest>& request, Gateway& gateway) {
  gateway.describe(request->caller(), nullptr, [request](Result<GatewayInfo> info) {
    info ? request->succeed(discover_result(*info)) : request->fail(info.error());
  });
}

}  // namespace

void pass_to_gateway(const std::shared_ptr<ServerCore>& core, const ExchangePointer& exchange,
                     std::shared_ptr<SessionOfGateway> session) {
  const auto request = std::make_shared<RequestOfGateway>(core, exchange, std::move(session));
  try {
    if (request->method() == method::discover) return discover(request, *core->options.gateway);
    core->options.gateway->handle(request);
  } catch (const Error& error) {
    request->fail(error);
  } catch (const std::exception& error) {
    core->log(LogLevel::error, std::string("gateway: ") + error.what());
    request->fail(Error(ErrorCode::internal_error, "Internal error"));
  }
}

Json discover_result(const GatewayInfo& info) {
  Json result{{"supportedVersions", revision_names(modern_revisions())},
              {"capabilities", info.capabilities}};
  if (!info.instructions.empty()) result["instructions"] = info.instructions;
  if (!info.implementation.is_null()) {
    result["_meta"] = {{meta::server_info, info.implementation}};
  }
  return result;
}

Json initialize_result(const GatewayInfo& info, std::string_view revision, const Json& self) {
  Json result{{"protocolVersion", revision},
              {"capabilities", info.capabilities},
              {"serverInfo", info.implementation.is_null() ? self : info.implementation}};
  if (!info.instructions.empty()) result["instructions"] = info.instructions;
  return result;
}

}  // namespace mcp
