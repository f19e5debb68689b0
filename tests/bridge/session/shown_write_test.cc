#include "bridge/session/shown_write.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace mcp::bridge::shown_write_test {
namespace {

Tool write_tool() {
  std::ifstream file(MCP_SOURCE_DIR "/schemas/tools/write_file.input.json");
  return {.name = "write_file", .input_schema = Json::parse(file)};
}

Tool other_tool() {
  return {.name = "save",
          .input_schema = {
              {"type", "object"},
              {"properties", {{"path", {{"type", "string"}}}, {"content", {{"type", "string"}}}}}}};
}

const FileReading absent{.known = true};
const FileReading present{.known = true, .text = "old", .etag = "c-1"};
const FileReading unseen{.etag = "c-2"};

TEST(BoundTo, MakesTheServerRefuseAnotherFile) {
  struct Case {
    const char* what;
    FileReading before;
    Json input;
    Json more;
  };
  const Case cases[] = {
      {"the etag that was shown", present, {{"mode", "upsert"}}, {{"ifMatch", "c-1"}}},
      {"also of what could not be shown", unseen, {{"mode", "overwrite"}}, {{"ifMatch", "c-2"}}},
      {"any etag is narrowed", present, {{"ifMatch", "*"}}, {{"ifMatch", "c-1"}}},
      {"the model's own stays", present, {{"ifMatch", "c-0"}}, Json::object()},
      {"no file: it must be new", absent, {{"mode", "upsert"}}, {{"mode", "create"}}},
      {"no file, and new anyway", absent, {{"mode", "create"}}, Json::object()},
      {"no file: it fails", absent, {{"mode", "overwrite"}}, {{"ifMatch", "absent"}}},
      {"nothing is known", {}, {{"mode", "upsert"}}, Json::object()},
  };
  for (const Case& each : cases) {
    Json expected = each.input;
    expected.update(each.more);
    EXPECT_EQ(bound_to(each.before, write_tool(), each.input), expected) << each.what;
    EXPECT_EQ(bound_to(each.before, other_tool(), each.input), each.input) << each.what;
  }
}

TEST(Covers, OnlyTheFileThatWasShown) {
  FileReading changed = present;
  changed.text = "new";
  FileReading other_etag = present;
  other_etag.etag = "c-3";
  const auto write = [](const FileReading& before, const char* path = "a") {
    return ShownWrite{.before = before, .path = path};
  };
  EXPECT_TRUE(covers(write(present), write(present)));
  EXPECT_TRUE(covers(write(absent), write(absent)));
  EXPECT_FALSE(covers(write(present), write(changed)));
  EXPECT_FALSE(covers(write(present), write(other_etag)));
  EXPECT_FALSE(covers(write(present), write(absent)));
  EXPECT_FALSE(covers(write(absent), write(present)));
  EXPECT_FALSE(covers(write(present), write(present, "b")));
  EXPECT_TRUE(covers(write(present), write(absent, "b")));
  EXPECT_FALSE(covers(write(present), write({}, "b")));
}

}  // namespace
}  // namespace mcp::bridge::shown_write_test
