// Times of single steps: parsing, printing, validating and dispatching.

#include <benchmark/benchmark.h>

#include "json/parse.hpp"
#include "mcp/message.hpp"
#include "mcp/schema.hpp"
#include "mcp/server/server.hpp"

namespace mcp {
namespace {

struct Echo {
  std::string text;

  static Object<Echo> describe() {
    return Object<Echo>().required("text", &Echo::text, "What to say");
  }
};

const std::string small_call =
    R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":")" +
    std::string(64, 'x') + "\"}}}";

const std::string modern_call =
    R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":")" +
    std::string(64, 'x') +
    R"("},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1"},)"
    R"("io.modelcontextprotocol/clientCapabilities":{}}}})";

std::string large_call() {
  std::string text;
  for (int i = 0; text.size() < (1 << 20); ++i)
    text += "a line of code, number " + std::to_string(i) + "\n";
  return to_text(Message(Request{1, "tools/call", {{"arguments", {{"content", text}}}}}));
}

void parse_bytes(benchmark::State& state, const std::string& text) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_message(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}

void ParseSmallCall(benchmark::State& state) {
  parse_bytes(state, small_call);
}
BENCHMARK(ParseSmallCall);

void ParseModernCall(benchmark::State& state) {
  parse_bytes(state, modern_call);
}
BENCHMARK(ParseModernCall);

void ParseOneMebibyte(benchmark::State& state) {
  parse_bytes(state, large_call());
}
BENCHMARK(ParseOneMebibyte);

void PrintSmallResult(benchmark::State& state) {
  const Message message =
      Response{1, Json{{"content", {{{"type", "text"}, {"text", std::string(64, 'x')}}}}}};
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_text(out, message);
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(PrintSmallResult);

void PrintOneMebibyte(benchmark::State& state) {
  const Message message = parse_message(large_call()).value();
  std::string out;
  for (auto _ : state) {
    out.clear();
    append_text(out, message);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * out.size()));
}
BENCHMARK(PrintOneMebibyte);

void ValidateArguments(benchmark::State& state) {
  const auto validator = SchemaValidator::compile(schema_of<Echo>()).value();
  const Json arguments{{"text", "hello"}};
  for (auto _ : state) benchmark::DoNotOptimize(validator.accepts(arguments));
}
BENCHMARK(ValidateArguments);

class Discard final : public Sink {
 public:
  bool send(Message message) override {
    benchmark::DoNotOptimize(message);
    return true;
  }
};

// Measures from the parsed request to the result that the sink receives.
void dispatch(benchmark::State& state, const std::string& call, bool legacy) {
  Server server({"bench", "1"});
  server.add_tool<Echo>({.name = "echo"}, [](const Echo& in) { return text(in.text); },
                        {.may_block = false});
  const auto connection = server.connect(std::make_shared<Discard>());
  if (legacy) {
    connection->receive(Request{0,
                                "initialize",
                                {{"protocolVersion", "2025-11-25"},
                                 {"capabilities", Json::object()},
                                 {"clientInfo", {{"name", "b"}, {"version", "1"}}}}});
  }
  const Message request = parse_message(call).value();
  for (auto _ : state) connection->receive(request);
}

void DispatchLegacyCall(benchmark::State& state) {
  dispatch(state, small_call, true);
}
BENCHMARK(DispatchLegacyCall);

void DispatchModernCall(benchmark::State& state) {
  dispatch(state, modern_call, false);
}
BENCHMARK(DispatchModernCall);

}  // namespace
}  // namespace mcp

BENCHMARK_MAIN();
