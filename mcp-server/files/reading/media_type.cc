#include "reading/media_type.hpp"

#include <array>
#include <cstdint>

#include "reading/file_text.hpp"
#include "text/unicode.hpp"

namespace mcp::files {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view start;
  std::size_t offset;  ///< Of `more`.
  std::string_view more;
  MediaType type;
};

constexpr std::array media_signatures = {
    Signature{"\x89PNG\r\n\x1A\n"sv, 12, "IHDR"sv, {MediaKind::image, "image/png"}},
    Signature{"\xFF\xD8\xFF"sv, 0, ""sv, {MediaKind::image, "image/jpeg"}},
    Signature{"GIF87a"sv, 0, ""sv, {MediaKind::image, "image/gif"}},
    Signature{"GIF89a"sv, 0, ""sv, {MediaKind::image, "image/gif"}},
    Signature{"RIFF"sv, 8, "WEBPVP8"sv, {MediaKind::image, "image/webp"}},
    Signature{"RIFF"sv, 8, "WAVE"sv, {MediaKind::audio, "audio/wav"}},
    Signature{"ID3"sv, 4, "\0"sv, {MediaKind::audio, "audio/mpeg"}},
    Signature{"fLaC\0"sv, 0, ""sv, {MediaKind::audio, "audio/flac"}},
    // The first packet of the first stream; Ogg files with pictures begin otherwise.
    Signature{"OggS\0"sv, 28, "\x01vorbis"sv, {MediaKind::audio, "audio/ogg"}},
    Signature{"OggS\0"sv, 28, "OpusHead"sv, {MediaKind::audio, "audio/ogg"}},
    Signature{"OggS\0"sv,
              28,
              "\x7F"
              "FLAC"sv,
              {MediaKind::audio, "audio/ogg"}},
    Signature{"OggS\0"sv, 28, "Speex   "sv, {MediaKind::audio, "audio/ogg"}},
    Signature{"PK\3\4"sv, 0, ""sv, {MediaKind::other, "application/zip"}},
    Signature{"\x1F\x8B\x08"sv, 0, ""sv, {MediaKind::other, "application/gzip"}},
};

bool has(const Signature& signature, std::string_view head) {
  return head.starts_with(signature.start) && head.size() >= signature.offset &&
         head.substr(signature.offset).starts_with(signature.more);
}

// PDF files without bytes outside ASCII exist, too.
bool is_pdf(std::string_view head) {
  return head.starts_with("%PDF-");
}

bool looks_like_text(std::string_view head) {
  std::string whole(head);
  if (head.size() == media_head_bytes) cut_to_characters(whole);
  return is_utf8(whole);
}

bool is_utf16(std::string_view head) {
  return head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv);
}

// The bytes of the frame of MPEG audio layer III that begins at `at`; 0: none does.
// Spec: ISO/IEC 11172-3 section 2.4.2.3.
std::size_t mpeg_frame(std::string_view head, std::size_t at) {
  if (at + 4 > head.size()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(head[at + i]); };
  const unsigned version = byte(1) >> 3 & 3;  // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
  const unsigned rate = byte(2) >> 4;
  const unsigned frequency = byte(2) >> 2 & 3;
  const bool is_layer_3 = byte(0) == 0xFF && byte(1) >= 0xE0 && (byte(1) >> 1 & 3) == 1;
  if (!is_layer_3 || version == 1 || rate == 0 || rate == 15 || frequency == 3) return 0;
  constexpr std::array<unsigned, 15> kilobits_1 = {0,   32,  40,  48,  56,  64,  80, 96,
                                                   112, 128, 160, 192, 224, 256, 320};
  constexpr std::array<unsigned, 15> kilobits_2 = {0,  8,  16, 24,  32,  40,  48, 56,
                                                   64, 80, 96, 112, 128, 144, 160};
  constexpr std::array<unsigned, 3> hertz = {44100, 48000, 32000};
  const bool is_first = version == 3;
  const unsigned kilobits = is_first ? kilobits_1[rate] : kilobits_2[rate];
  const unsigned divisor = version == 3 ? 1 : version == 2 ? 2 : 4;
  return (is_first ? 144'000 : 72'000) * kilobits / (hertz[frequency] / divisor) +
         (byte(2) >> 1 & 1);
}

bool is_mpeg_audio(std::string_view head) {
  const std::size_t length = mpeg_frame(head, 0);
  return length != 0 && mpeg_frame(head, length) != 0;
}

}  // namespace

std::optional<MediaType> media_type(std::string_view head) {
  if (is_pdf(head)) return MediaType{MediaKind::pdf, "application/pdf"};
  const bool has_zero_byte = head.find('\0') != std::string_view::npos;
  const bool text = looks_like_text(head);
  if (text && !has_zero_byte) return std::nullopt;
  for (const Signature& signature : media_signatures) {
    if (has(signature, head)) return signature.type;
  }
  if (is_mpeg_audio(head)) return MediaType{MediaKind::audio, "audio/mpeg"};
  if (text || !has_zero_byte || is_utf16(head)) return std::nullopt;
  return MediaType{MediaKind::other, "application/octet-stream"};
}

std::optional<MediaType> media_type(const OpenedFile& file) {
  return media_type(file.read(0, media_head_bytes));
}

}  // namespace mcp::files
