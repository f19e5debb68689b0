#include "utc_time.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "file_error.hpp"

namespace mcp::files {

// Without the functions of the C library, which open the time zone file.
std::string rfc3339(const struct timespec& time) {
  using namespace std::chrono;
  const sys_seconds second{seconds(time.tv_sec)};
  const auto day = floor<days>(second);
  const year_month_day date(day);
  const hh_mm_ss clock(second - day);
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int{date.year()},
                unsigned{date.month()}, unsigned{date.day()},
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::time_t parse_time(std::string_view text, const char* argument) {
  using namespace std::chrono;
  const std::string given(text);
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  char zone = 'Z';
  char rest = 0;
  const int count = std::sscanf(given.c_str(), "%4d-%2u-%2uT%2u:%2u:%2u%c%c", &year, &month, &day,
                                &hour, &minute, &second, &zone, &rest);
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  const bool is_date = count == 3 && given.size() == 10;
  const bool is_time = count == 7 && zone == 'Z' && hour < 24 && minute < 60 && second < 60;
  if (!date.ok() || !(is_date || is_time)) {
    throw FileError("E_INPUT", std::string(argument) + " is no date and no time in UTC",
                    "write it as YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ");
  }
  const sys_seconds time = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return static_cast<std::time_t>(time.time_since_epoch().count());
}

}  // namespace mcp::files
