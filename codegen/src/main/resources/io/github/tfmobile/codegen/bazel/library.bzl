
def _copt(flag):
    # what copts undergo: Bazel's own variables, then a shell's quotes
    return "'" + flag.replace("'", "'\\''").replace("$", "$$") + "'"

def tfmobile_library(
        name,
        copts = [],
        linkopts = [],
        deps = [],
        textual_hdrs = [],
        visibility = ["//visibility:public"],
        **kwargs):
    """One cc_library of all sources on the runtime, less those that the runtime compiles itself.

    Call it in a package below //tensorflow.

    Args:
      name: the name of the library
      copts: flags of the compiler beyond those of TensorFlow's own kernels
      linkopts: flags of the linker
      deps: what the sources need beyond what TensorFlow's own mobile library brings
      textual_hdrs: headers that the sources include beyond TFMOBILE_KERNEL_HDRS
      visibility: who may use the library
      **kwargs: other attributes of the cc_library
    """
    _sources(
        name = name + "_sources",
        srcs = TFMOBILE_SRCS,
        library = TFMOBILE_LIBRARY,
        tags = ["manual"],
        visibility = ["//visibility:private"],
    )
{RUNTIME}    native.cc_library(
        name = name,
        srcs = [":" + name + "_sources"],
        textual_hdrs = TFMOBILE_KERNEL_HDRS + textual_hdrs,
        copts = tf_copts() + [_copt("-D" + define) for define in TFMOBILE_DEFINES] +
                [_copt("-U" + macro) for macro in TFMOBILE_UNDEFINES] + copts,
        deps = [{DEPS}] + deps,
        linkopts = if_android(["-ldl"]) + linkopts,
        alwayslink = 1,
        visibility = visibility,
        **kwargs
    )
