use std::num::NonZero;
use std::panic;
use std::thread;

/// For fewer items, starting a thread costs more than it saves.
const LEAST: usize = 8;
/// The stack of the main thread on most systems. SQL may be nested deeply.
const STACK: usize = 8 << 20;

/// Applies `work` to each item and keeps the order. Uses all processors: a build script is not
/// optimised, and reading a large directory is all that it does.
pub fn on_all_processors<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Copy + Send,
) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(processors).max(LEAST);
    let (own, others) = items.split_at(share.min(items.len()));
    let all = move |share: &[T]| share.iter().map(work).collect::<Vec<R>>();
    thread::scope(|scope| {
        let others: Vec<_> = others
            .chunks(share)
            .map(|share| {
                let builder = thread::Builder::new().stack_size(STACK);
                (share, builder.spawn_scoped(scope, move || all(share)))
            })
            .collect();
        let mut made = all(own);
        for (share, started) in others {
            made.extend(match started.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(made)) => made,
                Ok(Err(panic)) => panic::resume_unwind(panic),
                // The system could not start a thread.
                Err(_) => all(share),
            });
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept() {
        for count in [0, 1, 7, 8, 9, 1_000] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|item| item * 2).collect();
            assert_eq!(on_all_processors(&items, |item| item * 2), doubled);
        }
    }
}
