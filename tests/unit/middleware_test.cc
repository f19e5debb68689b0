#include "protocol/run_middleware.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace mcp {
namespace {

using Stack = std::vector<Middleware>;

Middleware noting(std::string name, std::vector<std::string>& notes) {
  return [name, &notes](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                        const Respond& respond) {
    notes.push_back(name + " in");
    proceed(std::move(request), [name, &notes, respond](Result<Json> result) {
      notes.push_back(name + " out");
      respond(std::move(result));
    });
  };
}

// Runs a request "r" through the stack; `last` returns its params.
Result<Json> run(Stack stack, Proceed last = nullptr) {
  if (!last) {
    last = [](PassingRequest request, const Respond& respond) {
      respond(std::move(request.params));
    };
  }
  std::vector<Result<Json>> results;
  run_middleware({.middleware = std::make_shared<const Stack>(std::move(stack)),
                  .caller = std::make_shared<const CallerInfo>(CallerInfo{.principal = "someone"}),
                  .last = std::move(last),
                  .error_of =
                      [](const std::string& what) {
                        return Error(ErrorCode::internal_error, "thrown: " + what);
                      }},
                 {"r", {{"a", 1}}},
                 [&](Result<Json> result) { results.push_back(std::move(result)); });
  EXPECT_EQ(results.size(), 1U);
  return results.at(0);
}

TEST(Middleware, FirstIsOutermost) {
  std::vector<std::string> notes;
  EXPECT_EQ(run({noting("first", notes), noting("second", notes)}).value(), Json({{"a", 1}}));
  EXPECT_EQ(notes, std::vector<std::string>({"first in", "second in", "second out", "first out"}));
}

TEST(Middleware, ChangesTheRequestAndTheAnswer) {
  const Middleware change = [](PassingRequest request, const CallerInfo& caller,
                               const Proceed& proceed, const Respond& respond) {
    request.params["who"] = caller.principal;
    proceed(std::move(request), [respond](Result<Json> result) {
      Json json = std::move(result).value();
      json["seen"] = true;
      respond(std::move(json));
    });
  };
  EXPECT_EQ(run({change}).value(), Json({{"a", 1}, {"who", "someone"}, {"seen", true}}));
}

TEST(Middleware, AnswersItself) {
  const Middleware refuse = [](const PassingRequest&, const CallerInfo&, const Proceed&,
                               const Respond& respond) {
    respond(Error(ErrorCode::invalid_request, "no"));
    respond(Json("ignored"));
  };
  EXPECT_STREQ(run({refuse}, [](const PassingRequest&, const Respond&) { FAIL(); }).error().what(),
               "no");
}

// An exception on the way in or on the way out becomes the result.
TEST(Middleware, ThrowsTheAnswer) {
  const auto throwing = [](auto error) -> Middleware {
    return [error](const PassingRequest&, const CallerInfo&, const Proceed&, const Respond&) {
      throw error;
    };
  };
  const auto throwing_back = [](auto error) -> Middleware {
    return
        [error](PassingRequest request, const CallerInfo&, const Proceed& proceed, const Respond&) {
          proceed(std::move(request), [error](const Result<Json>&) { throw error; });
        };
  };
  const Error error(ErrorCode::invalid_params, "an Error");
  const std::runtime_error other("something else");
  struct Case {
    const char* name;
    Middleware middleware;
    ErrorCode code;
    const char* text;
  };
  for (const auto& [name, middleware, code, text] : {
           Case{"in", throwing(error), ErrorCode::invalid_params, "an Error"},
           Case{"in, another", throwing(other), ErrorCode::internal_error,
                "thrown: something else"},
           Case{"in, no exception", throwing(5), ErrorCode::internal_error,
                "thrown: an exception of an unknown type"},
           Case{"out", throwing_back(error), ErrorCode::invalid_params, "an Error"},
           Case{"out, another", throwing_back(other), ErrorCode::internal_error,
                "thrown: something else"},
       }) {
    std::vector<std::string> notes;
    const auto result = run({noting("outer", notes), middleware});
    ASSERT_FALSE(result) << name;
    EXPECT_EQ(result.error().code(), code) << name;
    EXPECT_STREQ(result.error().what(), text) << name;
    EXPECT_EQ(notes, std::vector<std::string>({"outer in", "outer out"})) << name;
  }
}

TEST(Middleware, WhatTheLastThrowsIsTheAnswer) {
  const auto result =
      run({}, [](const PassingRequest&, const Respond&) { throw std::runtime_error("broken"); });
  ASSERT_FALSE(result);
  EXPECT_STREQ(result.error().what(), "thrown: broken");
}

TEST(Middleware, NoRequestWaitsForAnAnswerThatNobodyCanGive) {
  const Middleware drop = [](const PassingRequest&, const CallerInfo&, const Proceed&,
                             const Respond&) {};
  const Middleware drop_back = [](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                                  const Respond&) {
    proceed(std::move(request), [](const Result<Json>&) {});
  };
  for (const auto& middleware : {drop, drop_back}) {
    std::vector<std::string> notes;
    const auto result = run({noting("outer", notes), middleware});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::internal_error);
    EXPECT_EQ(notes.back(), "outer out");
  }
}

TEST(Middleware, ProceedsLaterOnAnotherThread) {
  std::thread later;
  const Middleware slow = [&](PassingRequest request, const CallerInfo&, const Proceed& proceed,
                              const Respond& respond) {
    later = std::thread([=] { proceed(request, respond); });
    later.join();
  };
  EXPECT_EQ(run({slow}).value(), Json({{"a", 1}}));
}

}  // namespace
}  // namespace mcp
