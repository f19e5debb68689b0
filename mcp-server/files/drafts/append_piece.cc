#include "drafts/append_piece.hpp"

#include <unistd.h>

#include <cerrno>

#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "space_claim.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

FileError beyond_limit(const std::string& what, std::uint64_t limit, const std::string& fix) {
  return FileError("E_TOO_LARGE", what + " more than " + std::to_string(limit) + " bytes", fix);
}

class AppendingPiece {
 public:
  AppendingPiece(Workspace& workspace, const Drafts& drafts, Draft& draft, const SentPiece& sent)
      : workspace_(workspace),
        drafts_(drafts),
        draft_(draft),
        sent_(sent),
        next_{.seq = draft.pieces().next_seq(),
              .offset = draft.pieces().next_offset(),
              .length = sent.bytes.size(),
              .sha256 = sha256_hex(sent.bytes)} {}

  bool run() {
    if (sent_.seq < next_.seq) {
      require_same();
      return false;
    }
    require_fit();
    store();
    return true;
  }

 private:
  void require_same() const {
    const Piece stored = draft_.pieces().at(sent_.seq);
    if (stored.length == next_.length && stored.sha256 == next_.sha256) return;
    throw FileError("E_SEQ_CONFLICT",
                    "the draft has other bytes as piece " + std::to_string(sent_.seq),
                    "go on with seq " + std::to_string(next_.seq) + ", or abort and begin again")
        .expecting({{"nextSeq", next_.seq}, {"nextOffset", next_.offset}});
  }

  void require_fit() const {
    if (sent_.seq > next_.seq) {
      throw FileError("E_SEQ_GAP", "piece " + std::to_string(next_.seq) + " is missing",
                      "append it first")
          .expecting({{"nextSeq", next_.seq}, {"nextOffset", next_.offset}});
    }
    if (sent_.bytes.empty()) {
      throw FileError("E_INPUT", "the piece is empty", "append text, or call write_commit");
    }
    if (sent_.offset && *sent_.offset != next_.offset) {
      throw FileError("E_OFFSET", "the next piece begins at byte " + std::to_string(next_.offset),
                      "look at write_status; perhaps an earlier piece had another length")
          .expecting({{"nextSeq", next_.seq}, {"nextOffset", next_.offset}});
    }
    if (sent_.sha256 && *sent_.sha256 != next_.sha256) {
      throw FileError("E_SHA256", "the piece has other bytes than its sha256 says", "send it again")
          .expecting({{"actual", next_.sha256}});
    }
    require_size();
  }

  void require_size() const {
    const DraftLimits& limits = drafts_.limits();
    if (next_.length > limits.max_piece_bytes) {
      throw beyond_limit("a piece may not have", limits.max_piece_bytes, "send smaller pieces");
    }
    if (next_.end() > limits.max_bytes) {
      throw beyond_limit("a file that is written in pieces may not have", limits.max_bytes,
                         "write several files");
    }
    const auto& total = draft_.record.total_size;
    if (total && next_.end() > *total) {
      throw FileError("E_SIZE",
                      "the draft would have " + std::to_string(next_.end()) +
                          " bytes, and its totalSize is " + std::to_string(*total),
                      "send fewer bytes, or begin again with another totalSize");
    }
    drafts_.require_staged_space(draft_, next_.length);
  }

  // The bytes are there before the record that makes them count.
  void store() {
    const std::string& shown = draft_.record.path;
    SpaceClaim claim(workspace_, workspace_.locate_for_writing(shown), next_.length);
    try {
      write_fully(draft_.data(), sent_.bytes, next_.offset, shown);
    } catch (const FileError&) {
      drop_written();
      throw;
    }
    const bool sync = draft_.record.sync == DraftSync::chunk;
    if (sync && ::fdatasync(draft_.data()) != 0) fail(errno);
    try {
      draft_.pieces().add(next_, sync);
    } catch (const FileError& error) {
      drop_written();
      if (error.code() == "E_IO") mark_failed();
      throw;
    }
    claim.spend();
  }

  // After an error of fsync nobody knows which bytes are on the disk; a second fsync would succeed.
  [[noreturn]] void fail(int error_number) {
    mark_failed();
    throw system_error(error_number, draft_.record.path);
  }

  void mark_failed() {
    draft_.record.state = DraftState::failed;
    draft_.save();
  }

  void drop_written() const {
    [[maybe_unused]] const int ignored =
        ::ftruncate(draft_.data(), static_cast<off_t>(next_.offset));
  }

  Workspace& workspace_;
  const Drafts& drafts_;
  Draft& draft_;
  const SentPiece& sent_;
  const Piece next_;
};

}  // namespace

bool append_piece(Workspace& workspace, const Drafts& drafts, Draft& draft, const SentPiece& sent) {
  return AppendingPiece(workspace, drafts, draft, sent).run();
}

}  // namespace mcp::files
