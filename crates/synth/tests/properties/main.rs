//! What holds for every design, tried on arbitrary ones.

mod arbitrary;
mod patch;
mod saved;
mod sketch;
