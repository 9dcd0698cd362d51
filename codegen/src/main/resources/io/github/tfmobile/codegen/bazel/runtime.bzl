
def _runtime_impl(ctx):
    kept = ctx.attr.library[_KeptInfo].targets
    return [cc_common.merge_cc_infos(cc_infos = [target[CcInfo] for target in kept if CcInfo in target])]

_runtime = rule(
    implementation = _runtime_impl,
    attrs = {"library": attr.label(aspects = [_kept])},
)
