package io.github.tfmobile.registry;

/**
 * In what the releases differ when they choose a kernel (tensorflow/core/framework/op_kernel.cc,
 * FindKernelRegistration; tensorflow/core/framework/node_def_util.cc, ValidateNodeDef).
 *
 * @param priorityWins of two matching kernels the one with the higher priority is taken, and only equal priorities are
 *     an error; otherwise two matching kernels always are
 * @param defaultDevice a kernel registered for {@code DEVICE_DEFAULT} is taken when the device has none that matches
 * @param ignoresUnknownAttrs attrs that the OpDef lacks are ignored when a graph is loaded; otherwise they are an error
 */
public record LookupRules(boolean priorityWins, boolean defaultDevice, boolean ignoresUnknownAttrs) {}
