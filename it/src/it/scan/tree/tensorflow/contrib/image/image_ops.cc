#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/op_kernel.h"

REGISTER_OP("ImageProjectiveTransform").Input("images: float").Output("transformed: float");
REGISTER_KERNEL_BUILDER(Name("ImageProjectiveTransform").Device(DEVICE_CPU), ImageProjectiveTransformOp);
REGISTER_KERNEL_BUILDER(Name(OpName()).Device(DEVICE_CPU), ComputedNameOp);
