//! How long it takes to read, check and expand a model file. Run with `cargo bench -p forestall-model`.

use divan::{Bencher, black_box};
use forestall_model::{Source, load};

fn main() {
    divan::main();
}

#[divan::bench]
fn strobl_2021(bencher: Bencher) {
    let text = include_str!("../tests/fixtures/strobl.toml");
    let source = Source::new("strobl.toml", text);
    bencher.bench(|| load(black_box(&source), None));
}
