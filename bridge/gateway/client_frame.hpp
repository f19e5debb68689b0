#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "bridge/session/chat_session.hpp"

namespace mcp::bridge {

/// Requests of clients, in any dialect. An optional text that a client leaves out is empty.
namespace frame {

struct Hello {
  std::string locale;
};
struct Resume {
  std::string session_id;
  std::string epoch;
  std::uint64_t last_seq = 0;
};
struct Retry {
  std::string model;
  std::string context;
};
struct Approval {
  std::string tool_use_id;
  Decision decision;
};
struct Answer {
  std::string question_id;
  ElicitResult result;
};
struct CancelLogin {
  std::string id;
};
struct Options {
  std::string locale;
  std::string title;
};
struct Cancel {};
struct Ping {};
/// A frame that has no effect.
struct Ignored {};

}  // namespace frame

using ClientRequest = std::variant<frame::Hello, frame::Resume, UserMessage, frame::Retry,
                                   frame::Approval, frame::Answer, frame::CancelLogin,
                                   frame::Options, frame::Cancel, frame::Ping, frame::Ignored>;

struct ClientFrame {
  std::string id;  ///< The response has it as `reply_to`; empty: the client sent none.
  ClientRequest request;
};

/// Decodes a frame of the native dialect. The frame must match
/// schemas/bridge/ws.v1.client.schema.json.
ClientRequest client_request(const std::string& type, const Json& data);

}  // namespace mcp::bridge
