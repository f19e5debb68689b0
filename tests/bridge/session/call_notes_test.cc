#include "bridge/session/call_notes.hpp"

#include <gtest/gtest.h>

namespace mcp::bridge {
namespace {

Json request(const std::string& unified) {
  return {{"id", "toolu_1"},
          {"name", "write_file"},
          {"server", "workspace"},
          {"tool", "mcp__workspace__write_file"},
          {"title", "Write a file"},
          {"input", {{"path", "a.txt"}}},
          {"preview", {{"kind", "diff"}, {"unified", unified}, {"truncated", false}}}};
}

Json started(Json input, bool edited) {
  Json data{{"tool_use_id", "toolu_1"}, {"name", "write_file"}, {"input", std::move(input)}};
  if (edited) data["edited"] = true;
  return data;
}

const Json results = Json::array({{{"type", "tool_result"}, {"tool_use_id", "toolu_1"}}});

TEST(CallNotes, KeepWhatACardShows) {
  CallNotes notes;
  notes.note("tool_request", request("+new\n"), 1);
  notes.note("tool_resolved",
             {{"tool_use_id", "toolu_1"}, {"decision", "approved"}, {"by", "127.0.0.1"}}, 2);
  notes.note("tool_started", started({{"path", "a.txt"}}, false), 3);
  notes.note("tool_result",
             {{"tool_use_id", "toolu_1"}, {"outcome", "done"}, {"text", "ok"}, {"is_error", false}},
             4);
  const Json kept = notes.kept(results)["toolu_1"];
  EXPECT_EQ(kept, (Json{{"name", "write_file"},
                        {"server", "workspace"},
                        {"tool", "mcp__workspace__write_file"},
                        {"title", "Write a file"},
                        {"preview", request("+new\n")["preview"]},
                        {"decision", "approved"},
                        {"by", "127.0.0.1"},
                        {"started_at", 3},
                        {"outcome", "done"}}));
}

TEST(CallNotes, CutALongDiffAtTheEndOfALineAndSaySo) {
  std::string unified;
  while (unified.size() <= CallNotes::most_kept) unified += "+ol\u00e1 mundo\n";
  CallNotes notes;
  notes.note("tool_request", request(unified), 1);
  const Json preview = notes.all()["toolu_1"]["preview"];
  const std::string shown = preview["unified"];
  EXPECT_EQ(preview["truncated"], true);
  EXPECT_LE(shown.size(), CallNotes::most_kept);
  EXPECT_TRUE(unified.starts_with(shown));
  EXPECT_TRUE(shown.ends_with("mundo\n"));
  notes.note("tool_request", request("+" + std::string(CallNotes::most_kept, 'x')), 2);
  EXPECT_EQ(notes.all()["toolu_1"]["preview"]["unified"].get<std::string>().size(),
            CallNotes::most_kept);
}

TEST(CallNotes, KeepTheInputThatTheUserHasChanged) {
  CallNotes notes;
  notes.note("tool_request", request("+new\n"), 1);
  notes.note("tool_started", started({{"path", "b.txt"}}, true), 2);
  const Json kept = notes.kept(results)["toolu_1"];
  EXPECT_EQ(kept["edited_input"], (Json{{"path", "b.txt"}}));
  EXPECT_FALSE(kept.contains("preview")) << "it is of what was not done";
  EXPECT_FALSE(kept.contains("input_truncated"));
}

TEST(CallNotes, CutALongInputAndSaySo) {
  CallNotes notes;
  const std::string content(CallNotes::most_kept, 'x');
  notes.note("tool_started", started({{"path", "b.txt"}, {"content", content}}, true), 1);
  Json kept = notes.kept(results)["toolu_1"];
  EXPECT_EQ(kept["input_truncated"], true);
  EXPECT_EQ(kept["edited_input"]["path"], "b.txt");
  EXPECT_LT(kept["edited_input"]["content"].get<std::string>().size(), content.size());
  notes.note("tool_started", started({{"list", std::vector<int>(20'000, 1)}}, true), 2);
  kept = notes.kept(results)["toolu_1"];
  EXPECT_EQ(kept["edited_input"], Json::object());
  EXPECT_EQ(kept["input_truncated"], true);
}

}  // namespace
}  // namespace mcp::bridge
