//! What the parser would need time for that grows with the square of the message.

/// Of one tag; the parser compares each with each.
const MAX_ATTRIBUTES: usize = 256;
/// Of one message; each is handed down to every element inside.
const MAX_NAMESPACES: usize = 256;

pub(super) fn are_kept(text: &str) -> bool {
    text.matches("xmlns").count() <= MAX_NAMESPACES && tags_are_small(text)
}

fn tags_are_small(mut rest: &str) -> bool {
    while let Some((_, behind)) = rest.split_once('<') {
        let passage = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")]
            .into_iter()
            .find_map(|(start, end)| Some((behind.strip_prefix(start)?, end)));
        rest = match passage {
            // One without an end is the parser's to refuse.
            Some((passage, end)) => passage.split_once(end).map_or("", |(_, behind)| behind),
            None => match behind_tag(behind) {
                Some(behind) => behind,
                None => return false,
            },
        };
    }
    true
}

/// What follows a tag; `None` where it has too many attributes.
fn behind_tag(tag: &str) -> Option<&str> {
    let mut rest = tag;
    for _ in 0..=MAX_ATTRIBUTES {
        let Some((at, mark)) = rest
            .char_indices()
            .find(|(_, c)| matches!(c, '>' | '"' | '\''))
        else {
            return Some("");
        };
        let (_, behind) = rest.split_at_checked(at + 1)?;
        if mark == '>' {
            return Some(behind);
        }
        rest = behind.split_once(mark).map_or("", |(_, behind)| behind);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes(count: usize) -> String {
        (0..count)
            .map(|number| format!(" a{number} = '>'"))
            .collect()
    }

    #[test]
    fn attributes_are_counted_tag_by_tag() {
        let tag = format!("<a{}>", attributes(MAX_ATTRIBUTES));
        assert!(are_kept(&format!("{tag}\"'{tag}")));
        assert!(!are_kept(&format!("<a{}>", attributes(MAX_ATTRIBUTES + 1))));
    }

    #[test]
    fn quotes_outside_of_tags_hide_nothing() {
        let many = format!("<a{}>", attributes(MAX_ATTRIBUTES + 1));
        for before in ["<!--'-->", "<![CDATA[<'\"]]>", "<?p '?>", "<a>'</a>"] {
            assert!(!are_kept(&format!("{before}{many}")), "{before}");
            assert!(are_kept(&format!("{before}<a>")), "{before}");
        }
        assert!(are_kept(&format!("<a>{}</a>", "'\"=".repeat(10_000))));
    }

    #[test]
    fn namespaces_are_counted_in_all() {
        assert!(are_kept(&"<a xmlns:b=''>".repeat(MAX_NAMESPACES)));
        assert!(!are_kept(&"<a xmlns:b=''>".repeat(MAX_NAMESPACES + 1)));
    }
}
