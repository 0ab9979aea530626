//! A number for each app and module that changes with every write, also with those of other
//! processes: whatever was made of days is worth as long as the number stands.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use futures::TryStreamExt as _;
use shared::module::Module;
use sqlx::{Executor, Row as _};

use super::{History, StoreError};

const BUMP: &str = "INSERT INTO generation (appid, module, number) VALUES ($1, $2, 1) \
     ON CONFLICT (appid, module) DO UPDATE SET number = generation.number + 1 RETURNING number";

/// The state of an app's module; equal generations mean equal days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generation(i64);

/// What is known of every generation.
#[derive(Default)]
pub(super) struct Generations(RwLock<HashMap<Arc<str>, [i64; Module::ALL.len()]>>);

impl Generations {
    /// The next number of an app's module, inside a transaction.
    pub(super) async fn bump<'c, E>(
        &self,
        executor: E,
        appid: &str,
        module: Module,
    ) -> Result<i64, sqlx::Error>
    where
        E: Executor<'c, Database = sqlx::Any>,
    {
        sqlx::query_scalar(BUMP)
            .bind(appid.to_owned())
            .bind(module.slug())
            .fetch_one(executor)
            .await
    }

    /// Notes a number that was committed.
    pub(super) fn learn(&self, appid: &str, module: Module, number: i64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let numbers = match known.get_mut(appid) {
            Some(numbers) => numbers,
            None => known.entry(appid.into()).or_default(),
        };
        let place = &mut numbers[position(module)];
        *place = number.max(*place);
    }

    fn get(&self, appid: &str, module: Module) -> Generation {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Generation(
            known
                .get(appid)
                .map_or(0, |numbers| numbers[position(module)]),
        )
    }
}

impl History {
    /// The generation of an app's module as far as this process knows.
    #[must_use]
    pub fn generation(&self, appid: &str, module: Module) -> Generation {
        self.0.generations.get(appid, module)
    }

    /// Learns what other processes wrote.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn refresh_generations(&self) -> Result<(), StoreError> {
        let inner = &self.0;
        let reading = async {
            let mut rows =
                sqlx::query("SELECT appid, module, number FROM generation").fetch(&inner.pool);
            while let Some(row) = rows.try_next().await? {
                let (appid, module): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
                if let Some(module) = Module::ALL.into_iter().find(|one| one.slug() == module) {
                    inner.generations.learn(appid, module, row.try_get(2)?);
                }
            }
            Ok(())
        };
        inner.health.watch("read", reading).await
    }
}

fn position(module: Module) -> usize {
    let place = Module::ALL.iter().position(|one| *one == module);
    place.unwrap_or_default()
}
