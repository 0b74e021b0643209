//! Looking at a page in a real browser, the way a reader does.

mod devtools;
mod page;

pub use devtools::Browser;
pub use page::{Seen, look};
