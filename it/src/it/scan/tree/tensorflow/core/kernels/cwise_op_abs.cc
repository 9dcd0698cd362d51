#include "tensorflow/core/framework/op_kernel.h"

#define REGISTER(OP, N, F, T) \
  REGISTER_KERNEL_BUILDER(Name(N).Device(DEVICE_CPU).TypeConstraint<T>("T"), OP<CPUDevice, F<T>>);

REGISTER(UnaryOp, "Abs", functor::abs, float);
#ifndef __ANDROID_TYPES_SLIM__
REGISTER(UnaryOp, "Abs", functor::abs, double);
#endif
