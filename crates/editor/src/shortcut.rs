//! Shortcuts as data: `Mod+Shift+Z Mod+Y` are two, either of which does it. Mod is Command on a Mac and Control elsewhere.

use crate::event::Modifiers;

/// The modifiers and the name of the key of one shortcut.
fn parts(shortcut: &str) -> (Modifiers, &str) {
    let mut held = Modifiers::default();
    let mut name = shortcut;
    // The key may be the plus sign itself.
    while let Some((modifier, rest)) = name.split_once('+').filter(|(modifier, rest)| !modifier.is_empty() && !rest.is_empty()) {
        match modifier {
            "Mod" => held.ctrl = true,
            "Alt" => held.alt = true,
            "Shift" => held.shift = true,
            _ => return (held, name),
        }
        name = rest;
    }
    (held, name)
}

/// True when a key is one of the shortcuts: by the browser's `key`, or by its `code` where the layout lacks the key.
pub fn fits(shortcuts: &str, key: &str, code: &str, held: Modifiers) -> bool {
    shortcuts.split_whitespace().any(|shortcut| fits_one(shortcut, key, code, held))
}

fn fits_one(shortcut: &str, key: &str, code: &str, held: Modifiers) -> bool {
    let (wanted, name) = parts(shortcut);
    if wanted.command() != held.command() || wanted.alt != held.alt {
        return false;
    }
    let is_symbol = name.len() == 1 && !name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_digit = name.bytes().all(|byte| byte.is_ascii_digit());
    // Whether a symbol needs Shift depends on the layout.
    if key.eq_ignore_ascii_case(name) && (held.shift == wanted.shift || (is_symbol && !wanted.shift)) {
        return true;
    }
    // Shift changes what digits and symbols write, and some layouts write other letters with the key.
    let by_code = is_digit || (is_symbol && wanted.shift) || !(key.len() == 1 && key.is_ascii());
    held.shift == wanted.shift && by_code && is_code_of(code, name)
}

fn is_code_of(code: &str, name: &str) -> bool {
    match name {
        "[" => code == "BracketLeft",
        "]" => code == "BracketRight",
        "'" => code == "Quote",
        "/" => code == "Slash",
        "-" => code == "Minus",
        "=" => code == "Equal",
        _ => name.len() == 1 && code.strip_prefix("Key").or_else(|| code.strip_prefix("Digit")) == Some(name),
    }
}

/// How a shortcut is written for people: `Ctrl+Shift+Z`, on a Mac `⇧⌘Z`.
pub fn written(shortcut: &str, is_mac: bool) -> String {
    let (held, name) = parts(shortcut);
    let marks: [(bool, &str, &str); 3] = [(held.ctrl, "Ctrl+", "⌘"), (held.alt, "Alt+", "⌥"), (held.shift, "Shift+", "⇧")];
    let name = match name {
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "Arrow" => "↑↓←→",
        "Escape" => "Esc",
        "Delete" => "Del",
        "ContextMenu" => "Menu key",
        other => other,
    };
    let held = |mac: bool| marks.iter().filter(|(held, ..)| *held).map(move |(_, plain, own)| if mac { *own } else { *plain });
    // On a Mac Command stands last.
    let before: String = if is_mac { held(true).collect::<Vec<_>>().into_iter().rev().collect() } else { held(false).collect() };
    before + name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(words: &str) -> Modifiers {
        let has = |word| words.contains(word);
        Modifiers { shift: has("shift"), alt: has("alt"), ctrl: has("ctrl"), meta: has("meta") }
    }

    #[track_caller]
    fn check(shortcuts: &str, key: &str, code: &str, modifiers: &str, expected: bool) {
        assert_eq!(fits(shortcuts, key, code, held(modifiers)), expected);
    }

    #[test]
    fn keys_count_by_what_they_write_else_by_where_they_are() {
        check("Mod+Z", "z", "KeyZ", "ctrl", true);
        check("Mod+Z", "z", "KeyY", "meta", true);
        check("Mod+Z", "Z", "KeyZ", "ctrl shift", false);
        check("Mod+Z", "я", "KeyZ", "ctrl", true);
        // Where another Latin letter is written, its own shortcut holds.
        check("Mod+Z", "y", "KeyZ", "ctrl", false);
        check("Mod+Shift+Z Mod+Y", "Z", "KeyZ", "ctrl shift", true);
        check("Mod+Shift+Z Mod+Y", "y", "KeyY", "ctrl", true);
        check("C", "c", "KeyC", "", true);
        check("C", "c", "KeyC", "alt", false);
    }

    #[test]
    fn digits_and_symbols_do_not_ask_how_a_layout_writes_them() {
        check("Shift+1", "!", "Digit1", "shift", true);
        check("Shift+1", "+", "Digit1", "shift", true);
        check("Shift+1", "1", "Digit1", "", false);
        check("Mod+0 Shift+0", "à", "Digit0", "ctrl", true);
        check("? F1", "?", "Slash", "shift", true);
        check("? F1", "?", "Minus", "shift", true);
        check("? F1", "F1", "F1", "", true);
        check("/ P", "/", "Digit7", "shift", true);
        check("Mod+'", "ä", "Quote", "ctrl", true);
        check("[ PageDown", "[", "BracketLeft", "", true);
        check("[ PageDown", "ü", "BracketLeft", "", true);
        check("[ PageDown", "{", "BracketLeft", "shift", false);
        check("Shift+[ Mod+[", "{", "BracketLeft", "shift", true);
        check("Mod+= Mod++", "+", "BracketRight", "ctrl", true);
        check("", "z", "KeyZ", "", false);
    }

    #[test]
    fn people_read_them_as_their_platform_writes_them() {
        for (shortcut, plain, mac) in [
            ("Mod+Shift+Z", "Ctrl+Shift+Z", "⇧⌘Z"),
            ("Mod++", "Ctrl++", "⌘+"),
            ("Shift+ArrowUp", "Shift+↑", "⇧↑"),
            ("Alt+Drag", "Alt+Drag", "⌥Drag"),
            ("Space+Drag", "Space+Drag", "Space+Drag"),
            ("?", "?", "?"),
        ] {
            assert_eq!((written(shortcut, false).as_str(), written(shortcut, true).as_str()), (plain, mac));
        }
    }
}
