//! The words for modules, filters and other terms that every part of the product uses.

use super::Lang;
use crate::filter::{Level, Network, Platform, Slice};
use crate::module::Module;
use crate::value::Status;

impl Lang {
    /// A module's name, in Chinese as WeChat's documentation has it.
    #[must_use]
    pub fn module(self, module: Module) -> &'static str {
        match module {
            Module::OpenRate => self.pick("打开率", "Open rate"),
            Module::Launch => self.pick("启动各阶段耗时", "Launch stages"),
            Module::PageSwitch => self.pick("页面切换耗时", "Page switch"),
            Module::Memory => self.pick("内存指标", "Memory"),
            Module::MemoryExceptions => self.pick("内存异常", "Memory exceptions"),
        }
    }

    /// A platform's name.
    #[must_use]
    pub fn platform(self, platform: Platform) -> &'static str {
        match platform {
            Platform::All => self.pick("全部平台", "All platforms"),
            Platform::Ios => "iOS",
            Platform::Android => self.pick("安卓", "Android"),
        }
    }

    /// A device level's name.
    #[must_use]
    pub fn level(self, level: Level) -> &'static str {
        match level {
            Level::All => self.pick("全部机型", "All devices"),
            Level::High => self.pick("高档机", "High-end"),
            Level::Mid => self.pick("中档机", "Mid-range"),
            Level::Low => self.pick("低档机", "Low-end"),
        }
    }

    /// A network's name.
    #[must_use]
    pub fn network(self, network: Network) -> &'static str {
        match network {
            Network::All => self.pick("全部网络", "All networks"),
            Network::Wifi => "Wi-Fi",
            Network::G4 => "4G",
            Network::G3 => "3G",
        }
    }

    /// A slice's name: what narrows it, or all platforms.
    #[must_use]
    pub fn slice(self, slice: Slice) -> String {
        let mut words = Vec::new();
        if slice.platform != Platform::All {
            words.push(self.platform(slice.platform));
        }
        if slice.level != Level::All {
            words.push(self.level(slice.level));
        }
        if slice.network != Network::All {
            words.push(self.network(slice.network));
        }
        if words.is_empty() {
            self.pick("全部", "All").to_owned()
        } else {
            words.join(" · ")
        }
    }

    /// What is known of a day.
    #[must_use]
    pub fn status(self, status: Status) -> &'static str {
        match status {
            Status::Failed => self.pick("未取到", "failed"),
            Status::Revised => self.pick("有修订", "revised"),
            Status::Zero => self.pick("零值", "zero"),
            Status::Missing => self.pick("缺失", "missing"),
            Status::Provisional => self.pick("暂定", "provisional"),
            Status::Final => self.pick("已定", "final"),
        }
    }
}
