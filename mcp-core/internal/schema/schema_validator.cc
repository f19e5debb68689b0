#include <exception>
#include <utility>

#include "mcp/schema.hpp"
#include "schema/compiler.hpp"
#include "schema/evaluation.hpp"
#include "schema/order.hpp"
#include "schema/program.hpp"

namespace mcp {

SchemaValidator::SchemaValidator(std::shared_ptr<const schema::Program> program)
    : program_(std::move(program)) {}

Result<SchemaValidator> SchemaValidator::compile(const Json& schema, const SchemaLimits& limits) {
  // Copying is recursive, so the depth is checked first.
  if (schema::extent_of(schema, limits.max_schema_depth).too_deep) {
    return Error(
        ErrorCode::invalid_params,
        "the schema is nested deeper than " + std::to_string(limits.max_schema_depth) + " levels");
  }
  try {
    auto program = std::make_shared<schema::Program>();
    program->document = schema;
    program->limits = limits;
    schema::Compiler(*program).run();
    return SchemaValidator(std::move(program));
  } catch (const Error& refused) {
    return refused;
  } catch (const std::exception& failure) {
    return Error(ErrorCode::internal_error,
                 std::string("the schema cannot be compiled: ") + failure.what());
  }
}

bool SchemaValidator::accepts(const Json& value) const {
  return schema::Evaluation(*program_).accepts(value);
}

std::vector<SchemaViolation> SchemaValidator::violations(const Json& value) const {
  schema::Evaluation check(*program_);
  if (check.accepts(value)) return {};
  if (const schema::Complaint* reason = check.stop_reason()) {
    return {{reason->path, reason->sentence()}};
  }
  return schema::Evaluation(*program_).violations(value);
}

}  // namespace mcp
