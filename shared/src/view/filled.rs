//! What the pages fill in where an address leaves it out: the same on both sides, so that what the
//! relay draws is what the page will show.

use super::{Alias, View};
use crate::filter::Platform;
use crate::module::Module;

impl View {
    /// What the page of one module shows: the first app, and launches.
    #[must_use]
    pub fn for_chart(mut self, first: Option<Alias>) -> Self {
        if self.apps.is_empty() {
            self.apps.extend(first);
        }
        self.module.get_or_insert(Module::Launch);
        self
    }

    /// What the overview shows of the apps that are named: iOS and Android apart.
    #[must_use]
    pub fn for_overview(mut self) -> Self {
        if self.platforms.is_empty() {
            self.platforms = vec![Platform::Ios, Platform::Android];
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::parse;

    #[test]
    fn what_is_named_stays_and_what_is_not_is_filled_in() {
        let view = |text: &str| parse(text, &[]).unwrap().view;
        let shop = || Alias::new("shop");
        let written = |view: View| view.write();
        assert_eq!(
            written(view("").for_chart(shop())),
            "app=shop&module=launch"
        );
        let named = "app=game&module=memory";
        assert_eq!(written(view(named).for_chart(shop())), named);
        assert_eq!(written(view("").for_overview()), "platform=ios,android");
        let named = "app=game&platform=android";
        assert_eq!(written(view(named).for_overview()), named);
    }
}
