// What a description of a container, or an event, tells us, whatever its form.
#pragma once

#include <string>
#include <vector>

#include "laststraw/records.hpp"

namespace laststraw::kubernetes {

/// One container and how it ended last.
struct Container {
  std::string name, image;
  std::string pod;           ///< "shop/pg-1", its namespace and name; empty where it is not told
  std::string memory_limit;  ///< as written: "1Gi", "1073741824"
  std::string reason;        ///< "OOMKilled"
  std::string exit_code;     ///< "137"
  std::optional<Stamp> finished;
  Citation limit_cite, end_cite;
  bool init = false;  ///< runs before the others, and not with them
  bool was_killed() const { return reason == "OOMKilled" || exit_code == "137"; }
};

/// Kubernetes' quantities ("512Mi", "1G", "1073741824") and docker's numbers, in bytes; nullopt: no size, or 0 (no limit).
std::optional<std::int64_t> quantity(std::string_view text);

/// Docker's and compose's sizes ("64m", "1g", "512MB", "4096M"), powers of 1024 whatever the letter's case; nullopt: no size, or 0.
std::optional<std::int64_t> docker_size(std::string_view text);

/// Is this the container PostgreSQL runs in?
bool is_postgres(const Container& container);

/// Notes limit and end of the containers of one pod: PostgreSQL's, and another's where that is the one that was killed.
void keep(const std::vector<Container>& containers, Records& records);

/// What an event says of a kill; false: it says nothing of the kind.
bool keep_event(std::string_view reason, std::string_view object, std::string_view message, const std::optional<Stamp>& stamp,
                const Citation& place, Records& records);
/// The same of a row that kubectl prints; false: it is none.
bool read_event_row(std::string_view text, const Line& line, Records& records);

}  // namespace laststraw::kubernetes
