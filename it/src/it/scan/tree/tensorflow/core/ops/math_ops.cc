#include "tensorflow/core/framework/op.h"

REGISTER_OP("Abs").Input("x: T").Output("y: T").Attr("T: {float, double}");
REGISTER_OP("Placeholder").Output("output: dtype").Attr("dtype: type").Attr("shape: shape = { unknown_rank: true }");
