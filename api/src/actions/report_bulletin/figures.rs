//! The figures, from what was counted. Pure: every figure comes with its numerator, its denominator where it is a
//! share, and where it comes from.

use domain::{catalogue::Catalogue, figures::Ratio, wording::NamePair};

use super::Tally;

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Stable key.
    pub key: &'static str,
    /// What it is called.
    pub title: NamePair,
    /// What was counted, and of how many.
    pub ratio: Ratio,
    /// The same before the pilot.
    pub before: Option<Ratio>,
    /// Where it comes from.
    pub basis: Basis,
    /// How it is to be read.
    pub note: Option<NamePair>,
}

/// Where a figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Events of cases, each case in the period of this one.
    Events(CountedBy),
    /// The catalogue.
    Catalogue,
    /// The organisation's units.
    Units,
    /// Stated by the centre; the server cannot count it.
    Stated,
}

/// The event that puts a case into a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// 收件
    Receipt,
    /// 办结
    Conclusion,
    /// 送达
    Delivery,
}

impl Figure {
    fn new(key: &'static str, zh: &str, en: &str, ratio: Ratio, basis: Basis) -> Self {
        Self { key, title: pair(zh, en), ratio, before: None, basis, note: None }
    }

    fn before(self, before: Ratio) -> Self {
        Self { before: Some(before), ..self }
    }

    fn note(self, zh: &str, en: &str) -> Self {
        Self { note: Some(pair(zh, en)), ..self }
    }
}

fn pair(zh: &str, en: &str) -> NamePair {
    NamePair { zh: zh.into(), en: en.into() }
}

fn count(n: u32) -> Ratio {
    Ratio::count(n.into())
}

fn share(n: u32, of: u32) -> Ratio {
    Ratio::share(n.into(), of.into())
}

/// Every figure, in the order it is printed.
pub(super) fn of(catalogue: &Catalogue, tally: &Tally) -> Vec<Figure> {
    let mut all = items(catalogue);
    all.extend(cases(tally));
    all.extend(burdens(catalogue));
    all.extend(reach(catalogue, tally));
    all
}

fn items(catalogue: &Catalogue) -> Vec<Figure> {
    let counts = catalogue.counts();
    let figure = |key, zh, en, ratio| Figure::new(key, zh, en, ratio, Basis::Catalogue);
    vec![
        figure(
            "items_total",
            "下沉社区的个人事项",
            "Personal items handled at the centre",
            count(counts.items),
        ),
        figure("items_new", "新下放事项", "Items newly delegated", count(counts.newly_delegated)),
        figure(
            "delegation_rate",
            "新下放事项比例",
            "Share of items newly delegated",
            share(counts.newly_delegated, counts.items),
        ),
        figure(
            "immediate_before",
            "试点前即办事项",
            "Immediate items before the pilot",
            count(counts.immediate_before),
        ),
        figure("immediate_after", "即办事项", "Immediate items", count(counts.immediate_after)),
        figure(
            "immediate_rate",
            "即办事项比例",
            "Share of immediate items",
            share(counts.immediate_after, counts.items),
        )
        .before(share(counts.immediate_before, counts.existing))
        .note("试点前以当时已在社区办理的事项为基数", "before: of the items that were handled here then"),
    ]
}

fn cases(tally: &Tally) -> Vec<Figure> {
    let (received, concluded) = (tally.received, tally.concluded);
    let by_receipt = Basis::Events(CountedBy::Receipt);
    let by_conclusion = Basis::Events(CountedBy::Conclusion);
    let by_kind = ("按事项类型计算,不按实际用时", "by the kind of the item, not by the speed reached");
    vec![
        Figure::new(
            "immediate_volume_share",
            "即办件占比",
            "Share of cases of immediate items",
            Ratio::share(received.immediate, received.all),
            by_receipt,
        )
        .note(by_kind.0, by_kind.1),
        Figure::new("cases_total", "办件总数", "Cases", Ratio::count(received.all), by_receipt)
            .note("以收件计", "cases received"),
        Figure::new(
            "cases_concluded",
            "办结件数",
            "Cases concluded",
            Ratio::count(concluded.all),
            by_conclusion,
        )
        .note("准予与不予许可均计入", "granted and refused alike"),
        Figure::new(
            "cases_concluded_immediate_share",
            "办结件中即办件占比",
            "Share of immediate items among cases concluded",
            Ratio::share(concluded.immediate, concluded.all),
            by_conclusion,
        )
        .note(by_kind.0, by_kind.1),
        Figure::new(
            "results_collected_share",
            "居民自行领取结果占比",
            "Share of results that residents fetched themselves",
            Ratio::share(tally.collected.all, tally.served.all),
            Basis::Events(CountedBy::Delivery),
        )
        .note("其余零次跑", "the others came without a trip"),
    ]
}

fn burdens(catalogue: &Catalogue) -> Vec<Figure> {
    let counts = catalogue.counts();
    let figure = |key, zh, en, ratio| Figure::new(key, zh, en, ratio, Basis::Catalogue);
    let steps = u64::try_from(catalogue.steps_before.len()).unwrap_or(u64::MAX);
    vec![
        figure(
            "steps_removed",
            "减少办事环节",
            "Process steps removed",
            Ratio::share(counts.steps_removed.into(), steps),
        )
        .note("占试点前全部环节", "of the steps before the pilot"),
        figure(
            "id_only_items",
            "仅凭身份证办理的事项",
            "Items done with the ID card alone",
            count(counts.id_only),
        ),
        figure(
            "birth_materials",
            "生育登记材料",
            "Materials of birth registration",
            count(counts.birth_materials),
        )
        .before(count(catalogue.stated.birth_materials_before)),
        figure("proofs_abolished", "取消的证明", "Kinds of proofs abolished", count(counts.abolished_proofs)),
        figure(
            "proofs_abolished_items",
            "取消证明涉及的事项",
            "Items that a proof was struck from",
            count(counts.abolished_items),
        ),
        figure(
            "proofs_abolished_departments",
            "取消证明涉及的部门",
            "Departments of the abolished proofs",
            count(counts.abolished_departments),
        )
        .note("按证明的出具部门计", "the departments that issued them"),
    ]
}

fn reach(catalogue: &Catalogue, tally: &Tally) -> Vec<Figure> {
    let (stated, source) = (&catalogue.stated, &catalogue.source_document);
    let figure = |key, zh, en, n: u32, (how_zh, how_en): (&str, &str)| {
        Figure::new(key, zh, en, count(n), Basis::Stated)
            .note(&format!("{how_zh};据{source}"), &format!("{how_en}; as stated in {source}"))
    };
    let street = ("全街道口径,不单属本中心", "of the whole street, not of this centre alone");
    let nearly = ("约数,全街道口径,不单属本中心", "nearly; of the whole street, not of this centre alone");
    vec![
        Figure::new(
            "communities",
            "服务社区",
            "Communities served",
            Ratio::count(tally.communities),
            Basis::Units,
        ),
        figure("estates", "小区", "Estates", stated.estates, street),
        figure("residents", "居民", "Residents", stated.residents, nearly),
        figure(
            "floating_population",
            "流动人口",
            "Floating population",
            stated.floating_population,
            ("以上,城中村范围", "over; in the urban village"),
        ),
        figure(
            "windows_merged",
            "整合的单一窗口",
            "Single-line windows merged",
            stated.windows_merged,
            ("并入综合窗口", "into general windows"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use store::CaseCounts;

    use super::*;

    fn pilot() -> Vec<Figure> {
        let catalogue = crate::catalogue::parse(crate::catalogue::LUOJIAZHUANG).unwrap();
        let tally = Tally {
            received: CaseCounts { immediate: 1888, all: 1927 },
            concluded: CaseCounts { immediate: 1888, all: 1888 },
            served: CaseCounts { immediate: 1880, all: 1880 },
            collected: CaseCounts { immediate: 47, all: 47 },
            communities: 6,
        };
        of(&catalogue, &tally)
    }

    fn figure(key: &str) -> Figure {
        pilot().into_iter().find(|figure| figure.key == key).unwrap()
    }

    #[test]
    fn the_pilot_gives_the_bulletins_figures() {
        let counts = [
            ("items_total", 25),
            ("items_new", 14),
            ("immediate_before", 3),
            ("immediate_after", 12),
            ("cases_total", 1927),
            ("steps_removed", 8),
            ("id_only_items", 5),
            ("birth_materials", 1),
            ("proofs_abolished", 20),
            ("proofs_abolished_items", 18),
            ("proofs_abolished_departments", 9),
            ("communities", 6),
            ("estates", 61),
            ("residents", 120_000),
            ("floating_population", 20_000),
            ("windows_merged", 5),
            ("cases_concluded", 1888),
        ];
        for (key, n) in counts {
            assert_eq!(figure(key).ratio.numerator, n, "{key}");
        }
        let shares = [("delegation_rate", 56), ("immediate_rate", 48), ("immediate_volume_share", 98)];
        for (key, percent) in shares {
            assert_eq!(figure(key).ratio.percent(), Some(percent), "{key}");
        }
    }

    #[test]
    fn what_was_before_has_the_base_of_its_time() {
        assert_eq!(figure("immediate_rate").before, Some(Ratio::share(3, 11)));
        assert_eq!(figure("immediate_rate").before.unwrap().percent(), Some(27));
        assert_eq!(figure("birth_materials").before, Some(Ratio::count(3)));
        assert_eq!(figure("steps_removed").ratio, Ratio::share(8, 11));
    }

    #[test]
    fn each_key_is_there_once_and_what_is_stated_says_so() {
        let all = pilot();
        let keys: BTreeSet<_> = all.iter().map(|figure| figure.key).collect();
        assert_eq!(keys.len(), all.len());
        for figure in all.iter().filter(|figure| figure.basis == Basis::Stated) {
            assert!(figure.note.as_ref().is_some_and(|note| note.en.contains("as stated")), "{}", figure.key);
        }
        assert!(figure("estates").note.is_some_and(|note| note.zh.contains("全街道")));
    }

    #[test]
    fn a_period_without_cases_has_no_share() {
        let catalogue = crate::catalogue::parse(crate::catalogue::LUOJIAZHUANG).unwrap();
        let none = of(&catalogue, &Tally::default());
        let share = none.iter().find(|figure| figure.key == "immediate_volume_share").unwrap();
        assert_eq!((share.ratio.denominator, share.ratio.percent()), (Some(0), None));
    }
}
