// Whether AddressSanitizer is compiled in: its leak check, at the end of a process, needs more of the kernel than the program does.
#pragma once

namespace laststraw::sandbox {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

}  // namespace laststraw::sandbox
