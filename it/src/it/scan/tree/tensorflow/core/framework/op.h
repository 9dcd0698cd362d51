#ifndef TENSORFLOW_CORE_FRAMEWORK_OP_H_
#define TENSORFLOW_CORE_FRAMEWORK_OP_H_

#define REGISTER_OP(name) static OpDefBuilderReceiver receiver = OpDefBuilderWrapper(name)

#endif
