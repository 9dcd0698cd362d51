#include "tensorflow/core/framework/op_kernel.h"

REGISTER_KERNEL_BUILDER(Name("Placeholder").Device(DEVICE_CPU), PlaceholderOp);
