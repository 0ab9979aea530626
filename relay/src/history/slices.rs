//! Which slices of an app are kept.

use shared::filter::Slice;
use shared::module::Module;

use super::{History, StoreError};

const READ: &str = "SELECT DISTINCT slice FROM day_version WHERE appid = $1 AND module = $2";

impl History {
    /// The slices of an app's module that have kept days.
    ///
    /// # Errors
    /// Where they can't be read.
    pub async fn slices(&self, appid: &str, module: Module) -> Result<Vec<Slice>, StoreError> {
        let reading = sqlx::query_scalar(READ)
            .bind(appid.to_owned())
            .bind(module.slug())
            .fetch_all(&self.0.pool);
        let texts: Vec<String> = self.0.health.watch("read", reading).await?;
        Ok(texts.iter().filter_map(|text| text.parse().ok()).collect())
    }
}
