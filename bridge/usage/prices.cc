#include "bridge/usage/prices.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <tuple>

#include "bridge/documents/fixed_schema.hpp"
#include "bridge/usage/money.hpp"
#include "json/parse.hpp"
#include "mcp/never_destroyed.hpp"

namespace mcp::bridge {

namespace embedded {
extern const std::string_view prices_data;
extern const std::string_view prices_schema;
}  // namespace embedded

namespace {

constexpr std::int64_t any_prompt = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t tokens_of_a_price = 1'000'000;

/// The start of the day; nothing when the month has no such day.
std::optional<std::int64_t> to_time(const std::string& date) {
  using namespace std::chrono;
  const year_month_day day{year(std::stoi(date.substr(0, 4))),
                           month(static_cast<unsigned>(std::stoi(date.substr(5, 2)))),
                           std::chrono::day(static_cast<unsigned>(std::stoi(date.substr(8, 2))))};
  if (!day.ok()) return std::nullopt;
  return duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count();
}

/// The price of one token. The schema allows at most six digits after the point, so it is exact.
std::optional<std::int64_t> amount(const Json& row, const char* name) {
  if (!row.contains(name)) return std::nullopt;
  return parse_usd(row[name].get_ref<const std::string&>()).value() / tokens_of_a_price;
}

Price price_of(const Json& row) {
  return {amount(row, "input").value(), amount(row, "output").value(),
          amount(row, "cache_write_5m"), amount(row, "cache_write_1h"), amount(row, "cache_read")};
}

/// The id without "-YYYYMMDD" at its end.
std::string_view without_date(std::string_view model) {
  constexpr std::size_t length = 9;
  if (model.size() <= length || model[model.size() - length] != '-') return model;
  const std::string_view digits = model.substr(model.size() - length + 1);
  if (digits.find_first_not_of("0123456789") != digits.npos) return model;
  return model.substr(0, model.size() - length);
}

/// Whether the counts can be added without an overflow.
bool plausible(const Usage& usage) {
  constexpr std::int64_t most = 1'000'000'000'000'000;
  const auto counts = {usage.input, usage.output, usage.cache_read, usage.cache_write_5m,
                       usage.cache_write_1h};
  return std::ranges::all_of(counts, [](std::int64_t n) { return n >= 0 && n <= most; });
}

/// Adds the price of that many tokens. False: the price is unknown, or the sum overflows.
bool add(std::int64_t& sum, std::int64_t tokens, std::optional<std::int64_t> price) {
  if (tokens == 0) return true;
  std::int64_t part = 0;
  return price && !__builtin_mul_overflow(tokens, *price, &part) &&
         !__builtin_add_overflow(sum, part, &sum);
}

Error refused(const std::string& path, const std::string& what) {
  return {ErrorCode::invalid_params, "the list of prices, at \"" + path + "\": " + what};
}

}  // namespace

std::int64_t prompt_tokens(const Usage& usage) {
  return usage.input + usage.cache_read + usage.cache_write_5m + usage.cache_write_1h;
}

Prices Prices::built_in() {
  return load(json::parse(embedded::prices_data).value()).value();
}

Result<Prices> Prices::load(const Json& list) {
  static const auto& schema = never_destroyed(FixedSchema(embedded::prices_schema));
  if (const auto mismatch = schema.mismatch(list)) {
    return refused(mismatch->pointer, mismatch->message);
  }
  Prices prices;
  prices.revision_ = list["revision"];
  std::size_t index = 0;
  for (const Json& row : list["prices"]) {
    const std::string path = "/prices/" + std::to_string(index++);
    std::optional<std::int64_t> from = std::numeric_limits<std::int64_t>::min();
    if (row.contains("effective_from")) from = to_time(row["effective_from"]);
    if (!from) return refused(path + "/effective_from", "there is no such day");
    const std::int64_t max_prompt = row.value("max_prompt", any_prompt);
    auto& rows = prices.rows_[row["model"].get<std::string>()];
    for (const Row& other : rows) {
      if (other.from == *from && other.max_prompt == max_prompt) {
        return refused(path, "there is already a price for this model, day and prompt length");
      }
    }
    rows.push_back({*from, max_prompt, price_of(row)});
  }
  for (auto& [model, rows] : prices.rows_) {
    std::ranges::sort(rows, [](const Row& one, const Row& other) {
      return std::tie(other.from, one.max_prompt) < std::tie(one.from, other.max_prompt);
    });
  }
  return prices;
}

std::optional<Price> Prices::find(std::string_view model, std::int64_t prompt_tokens,
                                  std::int64_t at) const {
  auto found = rows_.find(model);
  if (found == rows_.end()) found = rows_.find(without_date(model));
  if (found == rows_.end()) return std::nullopt;
  const auto& rows = found->second;
  const auto begun = [at](const Row& row) { return row.from <= at; };
  const auto in_force = std::ranges::find_if(rows, begun);
  for (auto row = in_force; row != rows.end() && row->from == in_force->from; ++row) {
    if (prompt_tokens <= row->max_prompt) return row->price;
  }
  return std::nullopt;
}

std::optional<Cost> Prices::cost(std::string_view model, const Usage& usage,
                                 std::int64_t at) const {
  if (!plausible(usage)) return std::nullopt;
  const auto price = find(model, prompt_tokens(usage), at);
  if (!price) return std::nullopt;
  Cost cost;
  std::int64_t uncached = 0;
  const bool known = add(cost.pico, usage.input, price->input) &&
                     add(cost.pico, usage.output, price->output) &&
                     add(cost.pico, usage.cache_write_5m, price->cache_write_5m) &&
                     add(cost.pico, usage.cache_write_1h, price->cache_write_1h) &&
                     add(cost.pico, usage.cache_read, price->cache_read) &&
                     add(uncached, usage.cache_read, price->input);
  if (!known) return std::nullopt;
  // Cannot overflow: the same product was added to cost.pico above.
  if (usage.cache_read > 0) cost.saved_pico = uncached - usage.cache_read * *price->cache_read;
  return cost;
}

}  // namespace mcp::bridge
