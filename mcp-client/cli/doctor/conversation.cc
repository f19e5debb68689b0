#include "doctor/conversation.hpp"

#include <algorithm>
#include <utility>

#include "doctor/http_peer.hpp"
#include "doctor/probes.hpp"
#include "text/ascii.hpp"

namespace mcp::cli::doctor {
namespace {

constexpr Milliseconds short_patience{1000};
constexpr int most_silent = 3;
constexpr const char* out_of_time = "the time for the whole run is over";

}  // namespace

Conversation::Conversation(Peer& peer, HttpPeer* http, const Dialect& dialect, Limits limits)
    : peer_(peer), http_(http), dialect_(dialect), limits_(std::move(limits)) {
  evidence_.over_http = http != nullptr;
}

Milliseconds Conversation::patience() const {
  const auto left =
      std::chrono::duration_cast<Milliseconds>(limits_.deadline - std::chrono::steady_clock::now());
  Milliseconds wanted = evidence_.probes.empty() ? limits_.first_patience : limits_.patience;
  if (silent_ >= most_silent) wanted = std::min(wanted, short_patience);
  return std::clamp(left, Milliseconds(1), wanted);
}

bool Conversation::is_over() const {
  return limits_.stop.stop_requested() || peer_.gone() ||
         std::chrono::steady_clock::now() >= limits_.deadline;
}

Exchange& Conversation::ask(const std::string& probe, const std::string& method, Json params) {
  return ask_with(probe, method, std::move(params), {});
}

Exchange& Conversation::ask_with(const std::string& probe, const std::string& method, Json params,
                                 const Headers& changed) {
  params = dialect_.params(std::move(params));
  Sending sending{.headers = headers(method, params, changed)};
  sending.message = {{"jsonrpc", "2.0"}, {"id", next_id()}, {"method", method}};
  if (!params.empty()) sending.message["params"] = std::move(params);
  return send(probe, std::move(sending));
}

Exchange& Conversation::send(const std::string& probe, Sending sending) {
  if (is_over()) {
    Exchange none;
    none.failure = peer_.gone() ? "the program has exited" : out_of_time;
    // Not kept, because nothing was sent.
    static thread_local Exchange spare;
    spare = std::move(none);
    return spare;
  }
  if (sending.headers.empty() && sending.message.is_object()) {
    const std::string method = sending.message.value("method", "");
    sending.headers = headers(method, sending.message.value("params", Json::object()), {});
  }
  sending.patience = patience();
  return keep(probe, peer_.exchange(sending));
}

void Conversation::notify(const std::string& probe, const std::string& method, Json params) {
  Json message{{"jsonrpc", "2.0"}, {"method", method}};
  params = dialect_.params(std::move(params));
  if (!params.empty()) message["params"] = std::move(params);
  send(probe, {.message = std::move(message)});
}

Exchange Conversation::opening() const {
  const Exchange* exchange = evidence_.find(probe::opening);
  if (exchange) return *exchange;
  Exchange none;
  none.failure = out_of_time;
  return none;
}

Exchange& Conversation::verb(const std::string& probe, const std::string& verb,
                             const Headers& headers) {
  return keep(probe, http_->request(verb, headers, patience()));
}

Exchange& Conversation::keep(const std::string& probe, Exchange exchange) {
  const bool awaited = exchange.sent.is_object() && exchange.sent.contains("id");
  if (awaited) silent_ = exchange.response || exchange.http ? 0 : silent_ + 1;
  auto& all = evidence_.probes[probe];
  all.push_back(std::move(exchange));
  return all.back();
}

Headers Conversation::headers(const std::string& method, const Json& params,
                              const Headers& changed) const {
  Headers all = dialect_.headers(method, params);
  for (const auto& [name, value] : changed) {
    std::erase_if(all, [&](const auto& header) { return ascii::same(header.first, name); });
    if (value != without) all.emplace_back(name, value);
  }
  return all;
}

}  // namespace mcp::cli::doctor
