//! Which AppID each alias stood for: an alias that suddenly means another app would show one app's
//! days under the other's links.

use super::{History, StoreError};

/// An alias that stands for another AppID than before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "apps.{alias}.appid: is {now}, and was {was} so far: links to «{alias}» would show another \
     app. If that is meant, start once with --accept-appid {alias}; else write the old AppID, or \
     give the new app an alias of its own"
)]
pub struct AliasChanged {
    /// The alias.
    pub alias: String,
    /// What it stood for.
    pub was: String,
    /// What the configuration says now.
    pub now: String,
}

impl History {
    /// Notes what an alias stands for; `accept` confirms that it changed.
    ///
    /// # Errors
    /// Where it can't be read or noted.
    pub async fn note_alias(
        &self,
        alias: &str,
        appid: &str,
        accept: bool,
        at: i64,
    ) -> Result<Option<AliasChanged>, StoreError> {
        let inner = &self.0;
        let noting = async {
            let mut writing = inner.begin().await?;
            let was: Option<String> =
                sqlx::query_scalar("SELECT appid FROM alias WHERE alias = $1")
                    .bind(alias.to_owned())
                    .fetch_optional(&mut *writing.transaction)
                    .await?;
            if let Some(was) = was
                && was != appid
                && !accept
            {
                return Ok(Some(AliasChanged {
                    alias: alias.to_owned(),
                    was,
                    now: appid.to_owned(),
                }));
            }
            sqlx::query(
                "INSERT INTO alias (alias, appid, since) VALUES ($1, $2, $3) \
                 ON CONFLICT (alias) DO UPDATE SET appid = excluded.appid, since = excluded.since \
                 WHERE alias.appid <> excluded.appid",
            )
            .bind(alias.to_owned())
            .bind(appid.to_owned())
            .bind(at)
            .execute(&mut *writing.transaction)
            .await?;
            writing.commit().await?;
            Ok(None)
        };
        inner.health.watch("alias", noting).await
    }

    /// The AppID that an alias stood for when a relay last started with it.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn appid_of(&self, alias: &str) -> Result<Option<String>, StoreError> {
        let reading = sqlx::query_scalar("SELECT appid FROM alias WHERE alias = $1")
            .bind(alias.to_owned())
            .fetch_optional(&self.0.pool);
        self.0.health.watch("alias", reading).await
    }
}
