#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "bridge/session/services.hpp"
#include "bridge/session/transcript.hpp"

namespace mcp::bridge {

/// Publishes the message of a model to the viewers, screened by OutputScreen. After an output rule
/// blocked a text, no more of the message is published.
class StreamPublisher final : public ModelListener {
 public:
  StreamPublisher(const Services& services, Transcript& transcript)
      : services_(services), screen_(services.screen()), transcript_(transcript) {}

  void message_started(const std::string& id, const std::string& model) override;
  void block_started(int index, const Json& block) override;
  void text(int index, std::string_view piece) override;
  void thinking(int index, std::string_view piece) override;
  void tool_input(int index, std::string_view piece) override;
  void block_finished(int index, const Json& block) override;
  void used(const Usage& usage) override;
  void retrying(int attempt, std::chrono::milliseconds wait, const ModelFailure& because) override;

  /// The message has ended: publishes the text that was held back.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  /// A block that is being published.
  struct Open {
    void (Transcript::*publish)(int, std::string_view);
    OutputScreen::Stream stream;
  };

  void received();
  void take(int index, std::string_view piece);
  void publish(int index, const Open& open, const std::string& text);

  const Services& services_;
  const OutputScreen screen_;
  Transcript& transcript_;
  std::map<int, Open> open_;
  bool blocked_ = false;
  bool streaming_ = false;  // the phase was set
  Clock::time_point asked_ = Clock::now();
  bool received_ = false;
};

}  // namespace mcp::bridge
