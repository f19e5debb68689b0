#include "fake_anthropic/fault_plan.hpp"

#include <algorithm>
#include <random>
#include <sstream>
#include <stdexcept>

namespace mcp::test {
namespace {

constexpr std::size_t longest_random_write = 40;

std::vector<StreamEvent> with_error(const std::vector<StreamEvent>& events, const Json& error) {
  std::vector<StreamEvent> sent;
  auto left = error.value("deltas", 0);
  for (const auto& event : events) {
    const bool first = error.value("first", false);
    if (first || (left == 0 && event.type != "message_start" && sent.size() > 1)) break;
    if (event.type == "content_block_delta") --left;
    sent.push_back(event);
    if (left == 0 && event.type == "content_block_delta") break;
  }
  sent.push_back({"error",
                  {{"type", "error"},
                   {"error",
                    {{"type", error.value("type", "overloaded_error")},
                     {"message", error.value("message", "Overloaded")}}}}});
  return sent;
}

std::vector<StreamEvent> with_between(const std::vector<StreamEvent>& events,
                                      const std::vector<StreamEvent>& more) {
  std::vector<StreamEvent> all;
  for (const auto& event : events) {
    all.push_back(event);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::vector<StreamEvent> with_unknown(const std::vector<StreamEvent>& events) {
  std::vector<StreamEvent> all;
  for (const auto& event : events) {
    all.push_back({"some_later_event", {{"type", "some_later_event"}, {"index", 0}}});
    all.push_back(event);
    if (event.type != "content_block_start") continue;
    all.push_back({"content_block_delta",
                   {{"type", "content_block_delta"},
                    {"index", event.data["index"]},
                    {"delta", {{"type", "some_later_delta"}, {"text", "?"}}}}});
  }
  return all;
}

}  // namespace

void require_known(const Json& object, const std::vector<std::string>& known,
                   const std::string& where) {
  if (!object.is_object()) throw std::invalid_argument(where + " is not an object");
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) == known.end()) {
      throw std::invalid_argument(where + " has an unknown member: " + name);
    }
  }
}

FaultPlan FaultPlan::from(const Json& json) {
  require_known(json,
                {"split", "seed", "line_end", "tight", "comments", "pings", "multi_line", "unknown",
                 "gzip", "stall_head", "stall_after", "drip_ms", "drop_after_bytes",
                 "no_message_stop", "error_after"},
                "faults");
  FaultPlan plan;
  plan.split = json.value("split", std::size_t{0});
  if (json.contains("seed")) plan.seed = json["seed"].get<std::uint32_t>();
  plan.line_end = json.value("line_end", "\n");
  plan.tight = json.value("tight", false);
  plan.comments = json.value("comments", false);
  plan.pings = json.value("pings", false);
  plan.multi_line = json.value("multi_line", false);
  plan.unknown = json.value("unknown", false);
  plan.gzip = json.value("gzip", false);
  plan.stall_head = json.value("stall_head", false);
  if (json.contains("stall_after")) plan.stall_after = json["stall_after"].get<std::size_t>();
  plan.drip = std::chrono::milliseconds(json.value("drip_ms", 0));
  if (json.contains("drop_after_bytes")) {
    plan.drop_after_bytes = json["drop_after_bytes"].get<std::size_t>();
  }
  plan.no_message_stop = json.value("no_message_stop", false);
  plan.error_after = json.value("error_after", Json());
  if (!plan.error_after.is_null()) {
    require_known(plan.error_after, {"deltas", "first", "type", "message"}, "error_after");
  }
  return plan;
}

std::vector<StreamEvent> FaultPlan::spoil(std::vector<StreamEvent> events) const {
  if (!error_after.is_null()) events = with_error(events, error_after);
  if (no_message_stop && events.back().type == "message_stop") events.pop_back();
  if (pings) events = with_between(events, {{"ping", {{"type", "ping"}}}});
  if (unknown) events = with_unknown(events);
  return events;
}

std::string FaultPlan::encode(const StreamEvent& event) const {
  std::string bytes = comments ? ": a comment" + line_end : "";
  bytes += (tight ? "event:" : "event: ") + event.type + line_end;
  const char* field = tight ? "data:" : "data: ";
  if (!multi_line) return bytes + field + to_text(event.data) + line_end + line_end;
  std::istringstream lines(event.data.dump(1));
  for (std::string line; std::getline(lines, line);) bytes += field + line + line_end;
  return bytes + line_end;
}

std::vector<std::string> FaultPlan::cut(std::string_view bytes, std::uint32_t salt) const {
  std::minstd_rand random(seed.value_or(0) + salt + 1);
  std::uniform_int_distribution<std::size_t> length(1, longest_random_write);
  std::vector<std::string> pieces;
  while (!bytes.empty()) {
    std::size_t size = split > 0 ? split : bytes.size();
    if (seed) size = length(random);
    pieces.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(std::min(size, bytes.size()));
  }
  return pieces;
}

}  // namespace mcp::test
