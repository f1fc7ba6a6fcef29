//! The page's entry: starts the app.

fn main() {
    groundplan_app::start();
}
