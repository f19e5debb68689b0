#pragma once

#include <gtest/gtest.h>

#include "mcp/error.hpp"

namespace mcp::test {

/// The Error that `act` throws.
template <class Act>
Error failure(Act act) {
  try {
    act();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "it did not fail";
  return Error(ErrorCode::internal_error, "");
}

}  // namespace mcp::test
