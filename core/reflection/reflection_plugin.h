// SPDX-License-Identifier: GPL-3.0-or-later
// Server reflection, grpc.reflection.v1 and v1alpha, on every gRPC server of the program.
#ifndef DATELINE_CORE_REFLECTION_REFLECTION_PLUGIN_H_
#define DATELINE_CORE_REFLECTION_REFLECTION_PLUGIN_H_

namespace dateline::reflection {

// Every server that is built from now on answers both versions, and tells its services,
// grpc.health.v1.Health among them, and the definitions of KnownFiles(). Call it once per process,
// before the first server is built.
void EnableReflection();

}  // namespace dateline::reflection

#endif  // DATELINE_CORE_REFLECTION_REFLECTION_PLUGIN_H_
