#include "support/peer.hpp"

#include <stdexcept>

namespace mcp::test {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace

const char* to_text(Era era) {
  return era == Era::modern ? "2026-07-28" : "2025-11-25";
}

Answer to_answer(Json message) {
  Answer answer{.message = std::move(message), .code = {}, .content = nullptr};
  if (answer.message.is_null()) return answer.code = "none", answer;
  if (answer.message.contains("error")) {
    answer.code = std::to_string(answer.message["error"]["code"].get<int>());
    return answer;
  }
  const Json& result = answer.message["result"];
  answer.content = result.value("structuredContent", Json());
  if (result.value("resultType", "complete") == "input_required") answer.code = "asked";
  if (result.value("isError", false)) answer.code = answer.content["error"]["code"];
  return answer;
}

Peer::Peer(Lines& lines, Era era, Json capabilities)
    : lines_(lines), era_(era), capabilities_(std::move(capabilities)) {
  const bool modern = era == Era::modern;
  const Json opened =
      modern ? request("server/discover", Json::object())
             : request("initialize", {{"protocolVersion", to_text(era)},
                                      {"capabilities", capabilities_},
                                      {"clientInfo", {{"name", "test"}, {"version", "1"}}}});
  if (!opened.contains("result")) throw std::runtime_error("not opened: " + opened.dump());
  if (!modern) notify("notifications/initialized", Json::object());
}

Json Peer::dressed(Json params) const {
  if (era_ == Era::legacy) return params;
  Json& meta = params["_meta"];
  meta["io.modelcontextprotocol/protocolVersion"] = to_text(era_);
  meta["io.modelcontextprotocol/clientCapabilities"] = capabilities_;
  return params;
}

int Peer::start(const std::string& method, Json params) {
  const int id = ++last_id_;
  send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", dressed(params)}});
  return id;
}

int Peer::start_tool(const std::string& tool, Json arguments, Json progress_token) {
  Json params{{"name", tool}, {"arguments", std::move(arguments)}};
  if (!progress_token.is_null()) params["_meta"]["progressToken"] = std::move(progress_token);
  return start("tools/call", std::move(params));
}

void Peer::notify(const std::string& method, Json params) {
  send({{"jsonrpc", "2.0"}, {"method", method}, {"params", dressed(std::move(params))}});
}

// Reads one message and stores it by its kind. False on timeout.
bool Peer::take(std::chrono::milliseconds limit) {
  const auto line = lines_.read_line(limit);
  if (!line) return false;
  Json message = Json::parse(*line);
  if (message.contains("method")) {
    told.push_back(std::move(message));
  } else {
    const Json id = message.value("id", Json());
    unclaimed[id] = std::move(message);
  }
  return true;
}

Json Peer::wait(const Json& id, std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (!unclaimed.contains(id)) {
    if (!take(until(deadline))) return nullptr;
  }
  return std::move(unclaimed.extract(id).mapped());
}

Answer Peer::wait_answer(const Json& id, std::chrono::milliseconds limit) {
  return to_answer(wait(id, limit));
}

Json Peer::request(const std::string& method, Json params) {
  return wait(start(method, std::move(params)));
}

Answer Peer::call(const std::string& tool, Json arguments, Json progress_token) {
  return wait_answer(start_tool(tool, std::move(arguments), std::move(progress_token)));
}

Json Peer::next_told(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (told.empty()) {
    if (!take(until(deadline))) return nullptr;
  }
  Json message = std::move(told.front());
  told.pop_front();
  return message;
}

void Peer::drain(std::chrono::milliseconds limit) {
  const auto deadline = Clock::now() + limit;
  while (take(until(deadline))) {
  }
}

}  // namespace mcp::test
