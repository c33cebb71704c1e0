//! Takes out of the browser's half what it can never run.
//!
//! The framework can hydrate a page in two ways: at once, or with pauses while parts of the
//! program are still on their way. This program comes in one piece and only ever hydrates at
//! once, but each erased view keeps a pointer to the other way, so no linker can leave it
//! out: a fifth of the code. Its functions are recognised by name and emptied; what only they
//! reach, by call or by address, is taken out. Should one of them be called after all, the page
//! stops there with an error that the browser tests see: they run what went through here too.

use std::collections::HashSet;

use anyhow::Result;
use walrus::{ElementItems, FunctionBuilder, FunctionId, FunctionKind, Module, ModuleConfig};

use crate::reach;

/// Parts of the mangled names of functions that do the second way's work, or send streams. What
/// is written inside of them must not match: the linker may use it elsewhere, where it is alike.
const NEVER_RUN: [&str; 3] =
    [crate::glue::STREAMS, "13hydrate_async28_$u7b$$u7b$closure$u7d$$u7d$17h", "8into_any13hydrate_async17h"];

/// Empties what is never run in a module and gives the smaller one. The module must have been
/// linked with `--emit-relocs`.
///
/// # Errors
/// The module can not be read.
pub fn trim(module: &[u8]) -> Result<Vec<u8>> {
    let unreached = reach::unreached(module, is_never_run)?;
    let mut module = ModuleConfig::new()
        .generate_name_section(true)
        .strict_validate(false)
        .on_parse(move |module, ids| {
            let functions = unreached.functions.iter().map(|index| ids.get_func(*index));
            let functions = functions.collect::<Result<HashSet<_>>>()?;
            for (segment, range) in &unreached.data {
                let segment = ids.get_data(*segment)?;
                module.data.get_mut(segment).value[range.clone()].fill(0);
            }
            take_out(module, &functions);
            Ok(())
        })
        .parse(module)?;
    let sections: Vec<_> = (module.customs.iter())
        .filter(|(_, section)| section.name() == "linking" || section.name().starts_with("reloc."))
        .map(|(id, _)| id)
        .collect();
    for section in sections {
        module.customs.delete(section);
    }
    walrus::passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Empties what is never run, and puts one empty function where an address of what is not
/// reached was.
fn take_out(module: &mut Module, unreached: &HashSet<FunctionId>) {
    let never_run = |id: FunctionId, module: &Module| {
        unreached.contains(&id) || module.funcs.get(id).name.as_deref().is_some_and(is_never_run)
    };
    let emptied: Vec<_> = (module.funcs.iter_local())
        .filter(|(id, _)| never_run(*id, module))
        .map(|(id, function)| (id, function.ty(), function.args.clone()))
        .collect();
    for (id, kind, arguments) in emptied {
        let (parameters, results) = module.types.params_results(kind);
        let (parameters, results) = (parameters.to_vec(), results.to_vec());
        let mut body = FunctionBuilder::new(&mut module.types, &parameters, &results);
        body.func_body().unreachable();
        module.funcs.get_mut(id).kind = FunctionKind::Local(body.local_func(arguments));
    }
    let mut body = FunctionBuilder::new(&mut module.types, &[], &[]);
    body.func_body().unreachable();
    let nothing = body.finish(vec![], &mut module.funcs);
    for element in module.elements.iter_mut() {
        if let ElementItems::Functions(functions) = &mut element.items {
            functions.iter_mut().filter(|id| unreached.contains(id)).for_each(|id| *id = nothing);
        }
    }
}

fn is_never_run(name: &str) -> bool {
    // What describes a function to the loader's writer is run here. What drops such a function's state is shared with others of the same shape.
    NEVER_RUN.iter().any(|part| name.contains(part))
        && !["_ZN4core3ptr", "__wbindgen_describe"].iter().any(|begin| name.starts_with(begin))
}
