//! Words that no message holds: what platforms do not carry (medicine, burials, politics, trade, private contacts), and
//! what tells others of a person's illness, need or family.
//!
//! The lists are ours. Platforms publish topics rather than words, and read every template before they take it.

/// Found anywhere in a text.
const CHINESE: &[&str] = &[
    // Medicine and illness.
    "医疗",
    "医药",
    "医院",
    "医保",
    "医生",
    "就医",
    "门诊",
    "药",
    "病",
    "癌",
    "残疾",
    "残联",
    "失能",
    "瘫",
    "精神",
    "智力",
    // Death.
    "殡葬",
    "殡仪",
    "丧葬",
    "火化",
    "骨灰",
    "墓",
    "遗体",
    "死亡",
    "去世",
    // Politics.
    "党政",
    "党委",
    "党组织",
    "党员",
    "政治",
    // Need and family.
    "低保",
    "最低生活保障",
    "特困",
    "贫困",
    "救助",
    "扶助",
    "补贴",
    "津贴",
    "补助",
    "养老金",
    "抚恤",
    "待遇",
    "失业",
    "生育",
    "独生子女",
    "离婚",
    "社区矫正",
    "戒毒",
    // Trade.
    "贷款",
    "借款",
    "中奖",
    "抽奖",
    "彩票",
    "理财",
    "投资",
    "优惠",
    "促销",
    "发票",
    "信用卡",
    // Private contacts, and what a thief asks for.
    "个人手机",
    "手机联系",
    "联系手机",
    "微信",
    "QQ",
    "身份证号",
    "银行卡",
    "密码",
];

/// Found at the beginning of a word, in either case.
const ENGLISH: &[&str] = &[
    "medic",
    "hospital",
    "illness",
    "disease",
    "sick",
    "cancer",
    "disab",
    "mental",
    "funeral",
    "burial",
    "cremat",
    "death",
    "party committee",
    "politic",
    "low-income",
    "poverty",
    "allowance",
    "subsid",
    "benefit",
    "pension",
    "welfare",
    "unemploy",
    "divorce",
    "loan",
    "lottery",
    "prize",
    "wechat",
    "id number",
    "bank card",
    "password",
    "personal mobile",
    "personal phone",
];

/// Every such word in a text, with its place in characters from 0, in the order of the text.
pub(in crate::message) fn find(text: &str) -> Vec<(usize, &'static str)> {
    // ASCII only, so that places stay where they are.
    let lower = text.to_ascii_lowercase();
    let chinese = CHINESE.iter().flat_map(|word| text.match_indices(*word).map(|(at, _)| (at, *word)));
    let begins = |at: usize| {
        !lower.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let english = ENGLISH
        .iter()
        .flat_map(|word| lower.match_indices(*word).map(|(at, _)| (at, *word)))
        .filter(|(at, _)| begins(*at));
    let mut found: Vec<_> = chinese.chain(english).collect();
    found.sort_unstable();
    found
        .into_iter()
        .map(|(at, word)| (text.get(..at).map_or(0, |before| before.chars().count()), word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_stand() {
        assert_eq!(find("您的医疗办件已办结"), [(2, "医疗")]);
        assert_eq!(find("请联系个人手机号"), [(3, "个人手机")]);
        assert_eq!(find("党政、殡葬"), [(0, "党政"), (3, "殡葬")]);
        assert_eq!(find("Your Disability Allowance"), [(5, "disab"), (16, "allowance")]);
        assert_eq!(find("低保"), [(0, "低保")]);
    }

    #[test]
    fn plain_words_are_left_alone() {
        for plain in [
            "您好,您的办件已收件。",
            "请尽快补齐,如有困难请致电。",
            "counterbenefit",
            "Your case is concluded.",
        ] {
            assert_eq!(find(plain), [], "{plain}");
        }
    }
}
