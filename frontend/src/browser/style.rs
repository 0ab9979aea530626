//! Rules for what is fetched later: they come with it, so that nobody waits for them before. Added
//! through the object model, which the content security policy leaves to the page's own code.

use wasm_bindgen::JsValue;

use super::by_name::{call, get, window};

/// Adds the rules of a style sheet's text before those of the page, which they do not contend with.
pub fn add(text: &str) {
    let sheets = get(&window(), "document").and_then(|document| get(&document, "styleSheets"));
    let Some(sheet) = sheets.and_then(|sheets| get(&sheets, "0")) else {
        return;
    };
    for rule in rules(text).into_iter().rev() {
        // A rule that a browser does not know changes nothing.
        call(&sheet, "insertRule", &[JsValue::from_str(rule)]);
    }
}

/// The rules of a text, each with its braces.
fn rules(text: &str) -> Vec<&str> {
    let (mut rules, mut from, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, sign) in text.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    rules.push(text[from..=at].trim());
                    from = at + 1;
                }
            }
            _ => {}
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn each_rule_is_taken_with_those_inside_it() {
        let text = ".a { x: 1; }\n@media (y) {\n  .b { z: 2; }\n  .c { z: 3; }\n}\n";
        assert_eq!(
            rules(text),
            [
                ".a { x: 1; }",
                "@media (y) {\n  .b { z: 2; }\n  .c { z: 3; }\n}"
            ]
        );
    }
}
