#include "tool_work.hpp"

#include <atomic>

namespace mcp {
namespace {

using Finish = std::function<void(Outcome)>;

Error internal_error() {
  return Error(ErrorCode::internal_error, "Internal error");
}

Outcome run_guarded(const ServerCore& core, const std::string& name,
                    const std::function<Outcome()>& run) {
  try {
    return run();
  } catch (const Error& error) {
    return error;
  } catch (const std::exception& exception) {
    core.log(LogLevel::error, name + " failed: " + exception.what());
  } catch (...) {
    core.log(LogLevel::error, name + " failed with an exception of an unknown type");
  }
  return internal_error();
}

// Spec: 2026-07-28 server/tools, Output Schema: results must conform to it.
Outcome checked(const ServerCore& core, const ToolEntry& entry, ToolReply reply) {
  if (auto* asked = std::get_if<InputRequired>(&reply)) return std::move(*asked);
  const auto& result = std::get<CallToolResult>(reply);
  if (!entry.output || result.is_error) return encode(result);
  if (result.structured && entry.output->accepts(*result.structured)) return encode(result);
  std::string why = "tool `" + entry.tool.name + "` broke its output schema: ";
  why += result.structured ? entry.output->violations(*result.structured)[0].message
                           : "it returned no structured content";
  core.log(LogLevel::error, why);
  return internal_error();
}

// Responds with an error if a deferred handler drops its `done` without calling it.
class Once {
 public:
  explicit Once(Finish finish) : finish_(std::move(finish)) {}
  ~Once() { (*this)(internal_error()); }

  void operator()(Outcome outcome) {
    if (!called_.exchange(true)) finish_(std::move(outcome));
  }

 private:
  const Finish finish_;
  std::atomic<bool> called_ = false;
};

}  // namespace

Work guarded(std::shared_ptr<ServerCore> core, std::string name, HandlerOptions options,
             std::function<Outcome(RequestContext&)> run) {
  return {[core = std::move(core), name = std::move(name), run = std::move(run)](
              const std::shared_ptr<RequestContext>& context, const Finish& finish) {
            finish(run_guarded(*core, name, [&] { return run(*context); }));
          },
          options.may_block};
}

Work tool_work(std::shared_ptr<ServerCore> core, std::shared_ptr<const ToolEntry> entry,
               std::shared_ptr<const Json> arguments) {
  if (entry->handler) {
    const auto run = [core, entry, arguments](RequestContext& context) {
      return checked(*core, *entry, entry->handler(*arguments, context));
    };
    return guarded(core, entry->tool.name, entry->options, run);
  }
  return {[core, entry, arguments](const std::shared_ptr<RequestContext>& context,
                                   const Finish& finish) {
            const auto once = std::make_shared<Once>(finish);
            const auto done = [core, entry, once](ToolReply reply) {
              (*once)(checked(*core, *entry, std::move(reply)));
            };
            const auto failed = run_guarded(*core, entry->tool.name, [&]() -> Outcome {
              entry->deferred(*arguments, context, done);
              return Json();
            });
            if (const auto* error = std::get_if<Error>(&failed)) (*once)(*error);
          },
          false};
}

std::string describe_violations(std::string head, const std::vector<SchemaViolation>& violations) {
  for (const auto& violation : violations) {
    // Messages name the property; the path is added only for nested ones.
    const bool inside = violation.path.find('/', 1) != std::string::npos;
    head += "\n- " + (inside ? violation.path + ": " : "") + violation.message;
  }
  return head;
}

}  // namespace mcp
