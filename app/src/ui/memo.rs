//! Values that follow others.

use leptos::prelude::*;

/// A memo that has its value from the beginning. On the server several threads render one page: of a
/// memo that nobody has read yet, one would compute the value and the next find none.
pub fn memo<T>(compute: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let memo = Memo::new(compute);
    memo.with_untracked(|_| ());
    memo
}
