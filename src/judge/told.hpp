// What an excerpt tells, though it does not tell the cause: what an expert would say of it.
#pragma once

#include <vector>

#include "judge/facts.hpp"

namespace laststraw::judge {

using Told = std::vector<Cited<Sentence>>;

/// The most telling first; a handful at most. Empty: nothing but that there was an incident.
Told told_by(const Facts& facts);

/// Its parts, each in a file of its own.
void tell_of_kernel(Told& told, const Facts& facts);   ///< told_kernel.cpp: whom the kernel killed, what it printed
void tell_of_server(Told& told, const Facts& facts);   ///< told_server.cpp: what the server's log says
void tell_of_witness(Told& told, const Facts& facts);  ///< told.cpp: others than the kernel and the server

}  // namespace laststraw::judge
