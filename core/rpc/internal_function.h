// SPDX-License-Identifier: GPL-3.0-or-later
// Functions that gRPC's library has and its headers do not offer.
#ifndef DATELINE_CORE_RPC_INTERNAL_FUNCTION_H_
#define DATELINE_CORE_RPC_INTERNAL_FUNCTION_H_

namespace dateline::rpc {

// The function of this name, as the linker knows it. Null: the library does not have it, or is of
// another version than that whose sources were read to know what it does; do without. Thread-safe.
void* InternalFunction(const char* symbol);

}  // namespace dateline::rpc

#endif  // DATELINE_CORE_RPC_INTERNAL_FUNCTION_H_
