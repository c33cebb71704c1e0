//! Takes out of the browser's half what it can never run.
//!
//! The framework can hydrate a page in two ways: at once, or with pauses while parts of the
//! program are still on their way. This program comes in one piece and only ever hydrates at
//! once, but each erased view keeps a pointer to the other way, so no linker can leave it
//! out: a fifth of the code. Its functions are recognised by name and emptied; what only they
//! called then falls away. Should one of them be called after all, the page stops there with
//! an error that the browser tests see: they run what went through here too.

use anyhow::Result;
use walrus::{FunctionBuilder, FunctionKind, ModuleConfig};

/// Part of the mangled name of each function that does the second way's work.
const NEVER_RUN: &str = "13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$17h";

/// Empties what is never run in a module and gives the smaller one.
pub fn trim(module: &[u8]) -> Result<Vec<u8>> {
    let mut module = ModuleConfig::new().generate_name_section(true).strict_validate(false).parse(module)?;
    let never_run: Vec<_> = (module.funcs.iter_local())
        .filter(|(id, _)| module.funcs.get(*id).name.as_deref().is_some_and(is_never_run))
        .map(|(id, function)| (id, function.ty(), function.args.clone()))
        .collect();
    for (id, kind, arguments) in never_run {
        let (parameters, results) = module.types.params_results(kind);
        let (parameters, results) = (parameters.to_vec(), results.to_vec());
        let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
        body.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

fn is_never_run(name: &str) -> bool {
    // What drops such a function's state is shared with others of the same shape.
    name.contains(NEVER_RUN) && !name.starts_with("_ZN4core3ptr")
}
