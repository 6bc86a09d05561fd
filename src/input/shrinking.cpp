#include "input/shrinking.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <mutex>

namespace laststraw::input {

namespace {

std::uintptr_t page_size = 4096;

/// Puts a page of zeros where the kernel has none to give (mmap(2), SIGBUS). Anything else ends the program as it would have.
void on_bus_error(int signal, siginfo_t* info, void*) {
  if (info->si_code == BUS_ADRERR) {
    void* const address = static_cast<char*>(info->si_addr) - (reinterpret_cast<std::uintptr_t>(info->si_addr) & (page_size - 1));
    if (::mmap(address, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == address) return;
  }
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

void read_vanished_pages_as_zeros() {
  static std::once_flag once;
  std::call_once(once, [] {
    page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    struct sigaction action {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO;
    ::sigaction(SIGBUS, &action, nullptr);
  });
}

}  // namespace laststraw::input
