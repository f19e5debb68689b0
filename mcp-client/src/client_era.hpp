#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mcp/capabilities.hpp"
#include "mcp/log_level.hpp"
#include "mcp/middleware.hpp"
#include "tasks/task_era.hpp"
#include "wire/methods.hpp"

namespace mcp {

/// The client's operations that use different messages in each era. ClientWire encodes them.
class ClientEra {
 public:
  virtual ~ClientEra() = default;

  /// The method of the cheapest request that every server must answer.
  virtual std::string_view ping() const = 0;
  /// The request that sets the log level of the connection; none if every request carries it.
  /// Throws Error with `method_not_found` when the server does not declare that it has one.
  virtual std::optional<PassingRequest> set_log_level(LogLevel level,
                                                      const ServerCapabilities& server) const = 0;
  /// The notification that the roots have changed; none if servers request them each time.
  virtual std::optional<std::string_view> roots_changed() const = 0;
  virtual const TaskEra& tasks() const = 0;
};

class LegacyEra final : public ClientEra {
 public:
  std::string_view ping() const override { return method::ping; }

  std::optional<PassingRequest> set_log_level(LogLevel level,
                                              const ServerCapabilities& server) const override {
    if (!server.logging) {
      throw Error(ErrorCode::method_not_found,
                  "The server does not declare the capability `logging`; it has no log level");
    }
    return PassingRequest{std::string(method::set_log_level), {{"level", encode(level)}}};
  }

  std::optional<std::string_view> roots_changed() const override { return method::roots_changed; }

  const TaskEra& tasks() const override { return legacy_task_era(); }
};

class ModernEra final : public ClientEra {
 public:
  std::string_view ping() const override { return method::discover; }

  std::optional<PassingRequest> set_log_level(LogLevel, const ServerCapabilities&) const override {
    return std::nullopt;
  }

  std::optional<std::string_view> roots_changed() const override { return std::nullopt; }

  const TaskEra& tasks() const override { return modern_task_era(); }
};

inline const ClientEra& legacy_era() {
  static const LegacyEra era;
  return era;
}

inline const ClientEra& modern_era() {
  static const ModernEra era;
  return era;
}

}  // namespace mcp
