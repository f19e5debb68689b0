#include "recording/recording.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "json/parse.hpp"
#include "mcp/error.hpp"

namespace mcp::cli {
namespace {

constexpr std::size_t header_room = std::size_t{1} << 20;

Error wrong(std::size_t line, const std::string& why) {
  return Error(ErrorCode::invalid_params,
               "the recording's line " + std::to_string(line) + " " + why);
}

void check_header(const Json& header) {
  const Json version = header.is_object() ? header.value("mcpRecording", Json()) : Json();
  if (!version.is_number_integer()) {
    throw Error(ErrorCode::invalid_params,
                "not a recording: its first line has no member mcpRecording; make one with "
                "`mcp-client record FILE -- COMMAND`");
  }
  if (version == recording_version) return;
  throw Error(ErrorCode::invalid_params, "the recording has the format " + version.dump() +
                                             "; this program reads format " +
                                             std::to_string(recording_version));
}

RecordedMessage message_of(const Json& json, std::size_t line) {
  const Json direction = json.is_object() ? json.value("direction", Json()) : Json();
  if (direction != "sent" && direction != "received") {
    throw wrong(line, "must have the member direction: sent or received");
  }
  const Json time = json.value("timeMs", Json());
  if (!time.is_number() || time < 0) {
    throw wrong(line, "must have the member timeMs: a number of milliseconds from 0 on");
  }
  RecordedMessage recorded{
      .direction = direction == "sent" ? MessageDirection::sent : MessageDirection::received,
      .time = Milliseconds(time.get<double>()),
      .message = json.value("message", Json())};
  if (const auto valid = parse_message(mcp::to_text(recorded.message)); !valid) {
    throw wrong(line, std::string("must have the member message, a JSON-RPC message: ") +
                          valid.error().error.what());
  }
  return recorded;
}

/// The lines of a recording, one after the other.
class Reader {
 public:
  Reader(std::string_view text, std::size_t max_messages)
      : rest_(text), max_messages_(max_messages) {}

  Recording read() {
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      const bool ended = end != rest_.npos;
      take(rest_.substr(0, end), ended);
      rest_.remove_prefix(ended ? end + 1 : rest_.size());
    }
    if (number_ == 0) throw Error(ErrorCode::invalid_params, "not a recording: the file is empty");
    return std::move(recording_);
  }

 private:
  void take(std::string_view line, bool ended) {
    ++number_;
    auto json = json::parse(line);
    if (!json && !ended && number_ > 1) {
      recording_.truncated = true;
      return;
    }
    if (number_ == 1) {
      check_header(json ? *json : Json());
      recording_.header = *std::move(json);
      return;
    }
    if (!json) throw wrong(number_, std::string("is not JSON: ") + json.error().what());
    if (recording_.messages.size() == max_messages_) {
      throw wrong(number_, "is one too many: a recording has at most " +
                               std::to_string(max_messages_) + " messages");
    }
    recording_.messages.push_back(message_of(*json, number_));
  }

  std::string_view rest_;
  const std::size_t max_messages_;
  std::size_t number_ = 0;
  Recording recording_;
};

}  // namespace

bool is_recording(std::string_view text) {
  const auto header = json::parse(text.substr(0, std::min(text.find('\n'), header_room)));
  return header && header->is_object() && header->contains("mcpRecording");
}

Recording parse_recording(std::string_view text, std::size_t max_messages) {
  return Reader(text, max_messages).read();
}

Recording read_recording(const std::string& path) {
  return parse_recording(read_bounded(path));
}

std::string read_bounded(const std::string& path, std::size_t max_bytes) {
  const auto cannot = [&path](const std::string& why) {
    return Error(ErrorCode::invalid_params, "cannot read the file `" + path + "`: " + why);
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw cannot(std::strerror(EISDIR));
  std::ifstream file(path, std::ios::binary);
  if (!file) throw cannot(std::strerror(errno));
  std::string text;
  std::string piece(std::size_t{1} << 16, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_bytes) {
      throw cannot("it is larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
  return text;
}

}  // namespace mcp::cli
