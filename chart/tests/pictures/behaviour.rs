//! What a scene answers.

use chart::{Mark, Panel, scene, svg};
use shared::filter::{Platform, Slice};
use shared::view::{Scale, Theme};

use crate::golden::{WIDE, panel, two_platforms};
use crate::made::{platform, wave};

#[test]
fn degenerate_values_are_drawn_without_nonsense() {
    let shapes: [Vec<Option<f64>>; 5] = [
        vec![Some(7.0); 30],
        vec![Some(-5.0), Some(3.0), Some(-1.0)],
        vec![Some(1e12), Some(2e12)],
        vec![Some(0.0); 3],
        vec![],
    ];
    for values in shapes {
        let days = u32::try_from(values.len().max(1)).unwrap();
        let count = values.iter().flatten().count();
        let series = vec![platform(Platform::All, values)];
        for scale in Scale::ALL {
            let panel = Panel {
                scale: *scale,
                ..panel("x", &series, days)
            };
            let drawn = scene(&panel, WIDE);
            let svg = svg::paint(&drawn, Theme::Light);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            let placed = (0..30).filter(|&day| drawn.y_of(0, day).is_some()).count();
            assert!(placed == count || *scale == Scale::Log);
        }
    }
}

#[test]
fn hidden_lines_are_not_drawn_and_indices_stay() {
    let series = two_platforms(30);
    let hidden = [shared::view::Hidden {
        app: None,
        slice: Slice {
            platform: Platform::Ios,
            ..Slice::ALL
        },
    }];
    let panel = Panel {
        hidden: &hidden,
        ..panel("启动总耗时", &series, 30)
    };
    let scene = scene(&panel, WIDE);
    assert_eq!(scene.lines.len(), 1);
    assert_eq!(scene.y_of(0, 3), None);
    assert!(scene.y_of(1, 3).is_some());
}

#[test]
fn a_place_on_the_plot_is_a_day_and_back() {
    let series = two_platforms(30);
    let scene = scene(&panel("启动总耗时", &series, 30), WIDE);
    for day in 0..30 {
        assert_eq!(scene.day_at(scene.x_of(day)), Some(day));
    }
    assert_eq!(scene.day_at(-500.0), None);
    let value = series[1].values[3].unwrap().get();
    let apart = scene.y_of(1, 3).unwrap() - scene.y_at(value);
    assert!(apart.abs() < 0.01);
}

#[test]
fn more_points_than_pixels_keep_each_peak_and_few_points() {
    let mut values = wave(20_000, 100.0, 10.0);
    values[12_345] = Some(900.0);
    let series = vec![platform(Platform::All, values)];
    let scene = scene(&panel("x", &series, 20_000), WIDE);
    let line = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Path(path) => Some(path),
            _ => None,
        })
        .max_by_key(|path| path.xs.len())
        .unwrap();
    assert!(line.xs.len() < 5 * 960);
    let peak = scene.y_at(900.0) as f32;
    assert!(line.ys.iter().any(|y| (y - peak).abs() < 0.01));
}
