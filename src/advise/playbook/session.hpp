// Steps on one session that several playbooks have (single_backend.cpp).
#pragma once

#include "advise/case.hpp"

namespace laststraw::advise {

/// Who runs it, and how to cancel it.
void cancel_when_it_comes_again(Case& about);
/// Less work_mem for the role, so that a third of the memory stays free with this statement.
void lower_work_mem(Case& about);
/// statement_timeout, where the statement had run long enough for one to have helped.
void bound_run_time(Case& about);

}  // namespace laststraw::advise
