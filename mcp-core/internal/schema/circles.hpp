#pragma once

#include "schema/program.hpp"

namespace mcp::schema {

/// A node that reaches itself on the same value, so that its evaluation might not end; nullptr when
/// there is none. `$dynamicRef` is not followed: its target depends on the dynamic scope. The depth
/// limit of an evaluation ends such cycles.
/// Spec: JSON Schema 2020-12 core, 9.4.1 Guarding Against Infinite Recursion.
const Node* find_circle(const Program& program);

}  // namespace mcp::schema
