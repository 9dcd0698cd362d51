
# The runtime compiles some of the sources itself, which ones depends on the release and on the configuration. So the targets
# below TensorFlow's own mobile library are asked. That library and whatever lies between it and the runtime compile kernels and
# ops, which is what TFMOBILE_SRCS are for; the rest is kept.
_KeptInfo = provider(fields = ["compiled", "on_runtime", "targets"])

def _kept_impl(target, ctx):
    deps = [dep for dep in getattr(ctx.rule.attr, "deps", []) if _KeptInfo in dep]
    is_runtime = "//%s:%s" % (target.label.package, target.label.name) == TFMOBILE_RUNTIME
    on_runtime = is_runtime
    compiled = []
    targets = []
    for dep in deps:
        on_runtime = on_runtime or dep[_KeptInfo].on_runtime
        compiled.append(dep[_KeptInfo].compiled)
        targets = targets + dep[_KeptInfo].targets
    if is_runtime or not on_runtime:
        return [_KeptInfo(
            compiled = depset(getattr(ctx.rule.files, "srcs", []), transitive = compiled),
            on_runtime = on_runtime,
            targets = [target],
        )]
    return [_KeptInfo(compiled = depset(transitive = compiled), on_runtime = True, targets = targets)]

_kept = aspect(implementation = _kept_impl, attr_aspects = ["deps"])

def _sources_impl(ctx):
    compiled = {}
    for file in ctx.attr.library[_KeptInfo].compiled.to_list():
        compiled[file] = True
    return [DefaultInfo(files = depset([file for file in ctx.files.srcs if file not in compiled]))]

_sources = rule(
    implementation = _sources_impl,
    attrs = {
        "library": attr.label(aspects = [_kept]),
        "srcs": attr.label_list(allow_files = True),
    },
)
