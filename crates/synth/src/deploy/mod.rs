//! The deploy script.
