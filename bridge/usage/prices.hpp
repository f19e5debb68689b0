#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/engine/model.hpp"
#include "mcp/error.hpp"

namespace mcp::bridge {

/// Prices of one token in pico-USD. Nothing: not known.
struct Price {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::optional<std::int64_t> cache_write_5m = {};
  std::optional<std::int64_t> cache_write_1h = {};
  std::optional<std::int64_t> cache_read = {};

  bool operator==(const Price&) const = default;
};

/// Pico-USD.
struct Cost {
  std::int64_t pico = 0;
  /// How much more the message would have cost if the cache reads had been normal input.
  std::int64_t saved_pico = 0;

  bool operator==(const Cost&) const = default;
};

/// Tokens of the prompt: all except the output.
std::int64_t prompt_tokens(const Usage& usage);

/// Prices of tokens: schemas/bridge/prices.schema.json. Immutable; any thread.
class Prices {
 public:
  /// The prices that are built into the program.
  static Prices built_in();
  /// Reads a list of prices. Errors: invalid_params, with the JSON Pointer of the wrong value.
  static Result<Prices> load(const Json& list);

  /// The price of the model for a prompt of that length at that time (milliseconds since 1970,
  /// UTC). An id that ends with a date has the price of the id without it, unless it is listed
  /// itself. Nothing: not listed, or not in force yet.
  std::optional<Price> find(std::string_view model, std::int64_t prompt_tokens,
                            std::int64_t at) const;

  /// Nothing (not zero) when a price is unknown.
  std::optional<Cost> cost(std::string_view model, const Usage& usage, std::int64_t at) const;

  /// The revision of the list.
  const std::string& revision() const { return revision_; }

 private:
  struct Row {
    std::int64_t from;  ///< Milliseconds since 1970.
    std::int64_t max_prompt;
    Price price;
  };

  Prices() = default;

  std::string revision_;
  /// By model; later days first, on the same day shorter prompts first.
  std::map<std::string, std::vector<Row>, std::less<>> rows_;
};

}  // namespace mcp::bridge
