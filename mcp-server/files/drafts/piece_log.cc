#include "drafts/piece_log.hpp"

#include <unistd.h>

#include <cerrno>
#include <sstream>

#include "bytes/digest.hpp"
#include "file_error.hpp"
#include "file_identity.hpp"
#include "stage.hpp"

namespace mcp::files {
namespace {

// SEQ OFFSET LENGTH SHA256 CHECK, padded with blanks, and a line feed.
constexpr std::size_t record_bytes = 160;
constexpr std::size_t check_letters = 16;
constexpr const char* shown_log = "the draft";

std::string check_of(const std::string& fields) {
  return sha256_hex(fields).substr(0, check_letters);
}

std::string to_record(const Piece& piece) {
  std::string fields = std::to_string(piece.seq) + ' ' + std::to_string(piece.offset) + ' ' +
                       std::to_string(piece.length) + ' ' + piece.sha256;
  std::string record = fields + ' ' + check_of(fields);
  record.resize(record_bytes - 1, ' ');
  return record + '\n';
}

std::optional<Piece> from_record(const std::string& record) {
  std::istringstream words(record);
  Piece piece;
  std::string check;
  words >> piece.seq >> piece.offset >> piece.length >> piece.sha256 >> check;
  if (!words || to_record(piece) != record) return std::nullopt;
  return piece;
}

std::uint64_t size_of(int file) {
  return static_cast<std::uint64_t>(status_of(file, shown_log).st_size);
}

}  // namespace

PieceLog::PieceLog(int log, int data) : log_(log) {
  const std::uint64_t data_size = size_of(data);
  const std::uint64_t log_size = size_of(log);
  count_ = log_size / record_bytes;
  while (count_ > 0) {
    const auto last = read(count_);
    if (last && last->end() <= data_size) {
      end_ = last->end();
      break;
    }
    --count_;
  }
  const std::uint64_t whole = count_ * record_bytes;
  if (whole != log_size && ::ftruncate(log_, static_cast<off_t>(whole)) != 0) {
    throw system_error(errno, shown_log);
  }
}

std::optional<Piece> PieceLog::read(std::uint64_t seq) const {
  auto piece = from_record(read_at(log_, (seq - 1) * record_bytes, record_bytes, shown_log));
  if (piece && piece->seq != seq) return std::nullopt;
  return piece;
}

Piece PieceLog::at(std::uint64_t seq) const {
  auto piece = read(seq);
  if (piece) return *std::move(piece);
  throw FileError("E_IO", "the record of piece " + std::to_string(seq) + " is damaged",
                  "call write_abort, then begin again");
}

void PieceLog::add(const Piece& piece, bool sync) {
  const std::uint64_t offset = count_ * record_bytes;
  try {
    write_fully(log_, to_record(piece), offset, shown_log);
    if (sync && ::fdatasync(log_) != 0) throw system_error(errno, shown_log);
  } catch (const FileError&) {
    [[maybe_unused]] const int ignored = ::ftruncate(log_, static_cast<off_t>(offset));
    throw;
  }
  ++count_;
  end_ = piece.end();
}

}  // namespace mcp::files
