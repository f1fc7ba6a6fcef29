//! Addresses outside of AWS's services that a program is told.

use std::net::Ipv4Addr;

use crate::value::Value;

/// Endings of names of files, which look like those of hosts.
const FILES: &[&str] = &[
    "asgi",
    "bash",
    "bin",
    "cfg",
    "cjs",
    "conf",
    "config",
    "crt",
    "css",
    "csv",
    "db",
    "dll",
    "env",
    "exe",
    "gz",
    "html",
    "ini",
    "jar",
    "js",
    "json",
    "key",
    "lock",
    "log",
    "lua",
    "mjs",
    "pem",
    "php",
    "pid",
    "pl",
    "properties",
    "py",
    "rb",
    "rs",
    "sh",
    "sock",
    "sql",
    "toml",
    "ts",
    "tsx",
    "txt",
    "war",
    "wsgi",
    "xml",
    "yaml",
    "yml",
    "zip",
];

/// True for a value that names a host that is no service of AWS and lies in no private network, as far as its text shows.
pub(in crate::rules) fn names_a_site(value: &Value) -> bool {
    match value {
        Value::Text(text) => text_names(text),
        Value::List(items) => items.iter().any(names_a_site),
        Value::Map(members) => members.values().any(names_a_site),
        Value::Call(function, argument) => match function.as_str() {
            "Sub" => match argument.as_list() {
                Some([Value::Text(text), Value::Map(members)]) => text_names(&filled(text)) || members.values().any(names_a_site),
                _ => text_names(&filled(&argument.display())),
            },
            // Names of the template, not of hosts.
            "Ref" | "GetAtt" | "ImportValue" | "FindInMap" => false,
            _ => names_a_site(argument),
        },
        _ => false,
    }
}

/// The text of a `Sub` with a word in place of each that deployment fills in.
fn filled(text: &str) -> String {
    let mut parts = text.split("${");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for (_, behind) in parts.filter_map(|part| part.split_once('}')) {
        filled.push('x');
        filled.push_str(behind);
    }
    filled
}

fn text_names(text: &str) -> bool {
    text.split(|letter: char| letter.is_whitespace() || "\"'`,;|&()<>=".contains(letter)).any(word_names)
}

fn word_names(word: &str) -> bool {
    let (scheme, rest) = word.split_once("://").map_or((None, word), |(scheme, rest)| (Some(scheme), rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default().trim_matches('.').to_owned();
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return !(address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified());
    }
    let lower = host.to_ascii_lowercase();
    let ends = |suffix: &&str| lower.strip_suffix(*suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if ["amazonaws.com", "amazonaws.com.cn", "api.aws", "localhost", "internal", "local"].iter().any(ends) || authority.starts_with("[::1]")
    {
        return false;
    }
    // What names files names no host.
    scheme.map_or_else(|| is_host(&host), |scheme| !["file", "unix", "classpath"].contains(&scheme))
}

/// True for `smtp.example.com`, not for `server.js` or `com.example.Main`.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
        !label.is_empty() && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    let Some((front, last)) = text.rsplit_once('.') else { return false };
    let is_last = last.len() > 1 && (last.starts_with("xn--") || last.chars().all(|letter| letter.is_ascii_lowercase()));
    is_last && !FILES.contains(&last) && front.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_files_and_from_services_of_aws() {
        for site in [
            "smtp.example.com",
            "smtp.example.com:587",
            "https://shop.example.com/a",
            "curl -f https://example.com || exit 1",
            "--broker=mq.example.org:5671",
            "postgres://user:word@db.example.com/shop",
            "203.0.113.5",
            "https://",
        ] {
            assert!(names_a_site(&Value::text(site)), "{site}");
        }
        for other in [
            "curl -f http://localhost:8080/ || exit 1",
            "http://127.0.0.1:9000",
            "169.254.170.2",
            "10.0.0.5:5432",
            "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs",
            "server.js",
            "app.wsgi:application",
            "com.example.Main",
            "/etc/app/app.example",
            "-Dspring.profiles.active=live",
            "1.29",
            "file:///tmp/a",
            "db.work.internal:5432",
            "live",
        ] {
            assert!(!names_a_site(&Value::text(other)), "{other}");
        }
        assert!(names_a_site(&Value::sub("${Stage}.example.com")));
        assert!(names_a_site(&Value::sub("https://${Domain}")));
        assert!(!names_a_site(&Value::sub("https://sqs.${AWS::Region}.amazonaws.com")));
        assert!(!names_a_site(&Value::sub("${Stage}.log")));
        assert!(!names_a_site(&Value::attribute("Rows", "Endpoint.Address")));
    }
}
