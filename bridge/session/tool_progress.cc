#include "bridge/session/tool_progress.hpp"

#include <algorithm>
#include <utility>

#include "bridge/session/tool_output.hpp"
#include "json/members.hpp"
#include "protocol/chunk_meta.hpp"
#include "text/unicode.hpp"

namespace mcp::bridge {
namespace {

constexpr std::size_t largest_chunk = std::size_t{16} << 10;
constexpr std::int64_t farthest = std::int64_t{1} << 53;  // limit of offsets and lengths
constexpr std::size_t largest_content = std::size_t{4} << 20;
constexpr double messages_per_second = 20;
constexpr double most_messages = 40;  // burst

}  // namespace

ToolProgress::ToolProgress(const OutputScreen& screen, Transcript& transcript,
                           std::string tool_use_id)
    : screen_(screen),
      transcript_(transcript),
      tool_use_id_(std::move(tool_use_id)),
      stream_(screen_.data(true)),
      may_tell_(most_messages) {}

void ToolProgress::set_content(std::string content) {
  if (content.size() <= largest_content) content_ = std::move(content);
}

void ToolProgress::take(const Progress& progress) {
  const Json& chunk = member(progress.meta, chunk_key);
  const bool is_chunk = chunk.is_object() && !progress.message.empty();
  is_chunk ? take_chunk(progress, chunk) : take_message(progress);
}

void ToolProgress::take_message(const Progress& progress) {
  const auto now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - refilled_at_).count();
  may_tell_ = std::min(most_messages, may_tell_ + seconds * messages_per_second);
  refilled_at_ = now;
  if (may_tell_ < 1) {
    unpublished_ = progress;
    return;
  }
  may_tell_ -= 1;
  publish_message(progress);
}

void ToolProgress::publish_message(const Progress& progress) {
  unpublished_.reset();
  Json data{{"tool_use_id", tool_use_id_}, {"progress", progress.progress}};
  if (progress.total) data["total"] = *progress.total;
  const std::string message = screen_.check(progress.message).text;
  if (!message.empty()) data["message"] = beginning_of(message, largest_chunk);
  transcript_.publish("tool_progress", std::move(data));
}

void ToolProgress::take_chunk(const Progress& progress, const Json& chunk) {
  const std::int64_t offset =
      std::clamp<std::int64_t>(count_in(chunk, "offset").value_or(0), 0, farthest);
  const auto reported = static_cast<std::int64_t>(progress.message.size());
  const auto length =
      std::clamp<std::int64_t>(count_in(chunk, "length").value_or(reported), 0, farthest);
  const std::string_view rest = content_until(offset + length);
  if (rest.empty() && offset != next_) show_held();
  if (held_ == 0) shown_ = rest.empty() ? offset : next_;
  next_ = offset + length;
  figures_ = {{"progress", progress.progress}};
  if (progress.total) figures_["total"] = *progress.total;
  const std::string text = rest.empty() ? progress.message : safe_to_show(rest);
  held_ += text.size();
  show(stream_.take(text));
}

std::string_view ToolProgress::content_until(std::int64_t end) const {
  if (end <= next_ || end > static_cast<std::int64_t>(content_.size())) return {};
  return std::string_view(content_).substr(static_cast<std::size_t>(next_),
                                           static_cast<std::size_t>(end - next_));
}

void ToolProgress::show(std::string_view text) {
  held_ -= std::min(held_, text.size());
  while (!text.empty()) {
    const std::string piece =
        beginning_of(std::string(text.substr(0, largest_chunk + 4)), largest_chunk);
    Json data{
        {"chunk", piece}, {"tool_use_id", tool_use_id_}, {"offset", shown_}, {"stream", "file"}};
    data.update(figures_);
    transcript_.publish("tool_chunk", std::move(data));
    shown_ += static_cast<std::int64_t>(piece.size());
    text.remove_prefix(piece.size());
  }
}

void ToolProgress::finish() {
  show_held();
  if (unpublished_) publish_message(*std::exchange(unpublished_, std::nullopt));
}

void ToolProgress::show_held() {
  show(stream_.finish());
  stream_ = screen_.data(true);
  held_ = 0;
}

}  // namespace mcp::bridge
