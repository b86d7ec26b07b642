//! Fault codes: what can be wrong with one place of a body, one file or one requirement of a case. The same codes stand
//! in [`super::Fault`], in [`crate::v1::Outstanding`] and in [`crate::v1::CaseFile::rejected_code`].

use super::{Lang, ProblemCode};

/// One fault code in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FaultText {
    /// The code on the wire.
    pub code: &'static str,
    /// zh-CN
    pub zh: &'static str,
    /// English
    pub en: &'static str,
}

/// Said of a code that this release does not know.
const UNKNOWN: FaultText = FaultText { code: "", zh: "此项有误", en: "This is not valid" };

macro_rules! faults {
    ($($name:ident $code:literal $zh:literal $en:literal;)*) => {
        $(
            #[doc = $en]
            pub const $name: &str = $code;
        )*

        /// All fault codes.
        pub const ALL: &[FaultText] = &[$(FaultText { code: $code, zh: $zh, en: $en },)*];
    };
}

faults! {
    // any field
    REQUIRED "required" "必填" "This is required";
    TYPE "type" "类型不符" "This is of the wrong type";
    FORMAT "format" "格式不符" "This is not in the right form";
    UNKNOWN_WORD "unknown-word" "取值不在允许范围内" "This is none of the words allowed here";
    TOO_LONG "too-long" "过长" "This is too long";
    TOO_SHORT "too-short" "过短" "This is too short";
    TOO_MANY "too-many" "数量过多" "There are too many";
    TOO_FEW "too-few" "数量过少" "There are too few";
    NOT_APPLICABLE "not-applicable" "此处不适用" "This does not apply here";
    OUT_OF_RANGE "out-of-range" "超出允许范围" "This is out of range";
    NOT_OF_COMMUNITY "not-of-community" "该居民不属于此社区" "The resident is of another community";
    NOT_OF_DAY "not-of-day" "不是当日的上门" "This visit is of another day";
    DUPLICATE "duplicate" "重复" "This is there twice";
    UUID_V7 "uuid-v7" "不是 UUIDv7" "This is not a UUIDv7";
    NOT_ASKED_FOR "not-asked-for" "补正告知未要求修改此项" "The correction notice does not ask for this";
    DATE_PAST "date-past" "日期不能早于今天" "The date is in the past";
    DATE "date" "不是有效日期(YYYY-MM-DD)" "This is not a date (YYYY-MM-DD)";
    TIME "time" "不是有效时间(RFC 3339)" "This is not a time (RFC 3339)";
    TIME_IN_FUTURE "time-in-future" "时间晚于当前时间" "This time is in the future";
    PERIOD "period" "结束日期早于开始日期" "The period ends before it begins";
    CURSOR "cursor" "翻页标记无效" "This cursor is not valid";

    // people
    NAME_LENGTH "name-length" "姓名应为 2 至 30 个字" "A name has 2 to 30 characters";
    NAME_CHARACTER "name-character" "姓名含有不允许的字符" "The name holds a character that is not allowed";
    ID_NUMBER_LENGTH "id-number-length" "身份证号码应为 18 位" "An ID number has 18 characters";
    ID_NUMBER_CHARACTER "id-number-character" "身份证号码含有不允许的字符"
        "The ID number holds a character that is not allowed";
    ID_NUMBER_AREA "id-number-area" "身份证号码地区码有误" "The ID number's first digits are no known area";
    ID_NUMBER_BIRTH_DATE "id-number-birth-date" "身份证号码中的出生日期不存在" "The ID number's birth date does not exist";
    ID_NUMBER_BIRTH_FUTURE "id-number-birth-future" "身份证号码中的出生日期晚于今天"
        "The ID number's birth date is in the future";
    ID_NUMBER_TOO_OLD "id-number-too-old" "身份证号码中的出生日期过早" "The ID number's birth date is too long ago";
    ID_NUMBER_CHECK "id-number-check" "身份证号码校验位不符" "The ID number's check character is wrong";
    ID_NUMBER_TEST_AREA "id-number-test-area" "不接受测试用身份证号码" "ID numbers of the test area are not taken here";
    PHONE_MOBILE "phone-mobile" "不是有效的手机号码" "This is not a mobile number";
    ADDRESS_LENGTH "address-length" "地址应为 1 至 200 个字" "An address has 1 to 200 characters";
    ADDRESS_CHARACTER "address-character" "地址含有不允许的字符" "The address holds a character that is not allowed";
    NOTE_LENGTH "note-length" "备注应为 1 至 2000 个字" "A note has 1 to 2000 characters";
    NOTE_CHARACTER "note-character" "备注含有不允许的字符" "The note holds a character that is not allowed";
    CONTACTS_TOO_MANY "contacts-too-many" "联系人不得超过 7 人" "A contact circle has at most 7 people";
    CONTACT_TWICE "contact-twice" "两位联系人号码相同" "Two contacts have the same number";
    REASON_LENGTH "reason-length" "理由应为 2 至 500 个字" "A reason has 2 to 500 characters";
    REASON_CHARACTER "reason-character" "理由含有不允许的字符" "The reason holds a character that is not allowed";

    // results
    RESULT_NUMBER_LENGTH "result-number-length" "结果编号应为 2 至 64 个字" "A result's number has 2 to 64 characters";
    RESULT_NUMBER_CHARACTER "result-number-character" "结果编号含有不允许的字符"
        "The result's number holds a character that is not allowed";
    TRACKING_LENGTH "tracking-length" "承运人与单号应为 4 至 80 个字" "Carrier and parcel number have 4 to 80 characters";
    TRACKING_CHARACTER "tracking-character" "承运人与单号含有不允许的字符"
        "Carrier or parcel number holds a character that is not allowed";

    // accounts and devices
    USERNAME "username" "用户名应为 3 至 40 个小写字母、数字或 . _ -"
        "A user name is 3 to 40 lower-case letters, digits, dots, underscores or hyphens";
    PASSWORD_LENGTH "password-length" "密码应为 10 至 128 个字符" "A password has 10 to 128 characters";
    PASSWORD_KINDS "password-kinds" "密码须含大写字母、小写字母、数字、其他字符中的三种"
        "A password has three of: capital letters, small letters, digits, others";
    PASSWORD_USERNAME "password-username" "密码不得包含用户名" "A password may not hold the user name";
    PASSWORD_WEAK "password-weak" "密码过于常见" "This password is too easy to guess";
    PASSWORD_SAME "password-same" "新密码与原密码相同" "The new password is the old one";
    PASSWORD_WRONG "password-wrong" "原密码不正确" "The old password is wrong";
    APP_VERSION "app-version" "应用版本号应为 1 至 40 个字母、数字或符号" "An app version has 1 to 40 letters, digits and marks";
    AGENT_LENGTH "agent-length" "运行环境说明应为 1 至 120 个字" "What the app runs in has 1 to 120 characters";
    AGENT_CHARACTER "agent-character" "运行环境说明含有不允许的字符" "What the app runs in holds a character that is not allowed";
    DEVICE_NAME_LENGTH "device-name-length" "设备名称应为 1 至 80 个字" "A device name has 1 to 80 characters";
    DEVICE_NAME_CHARACTER "device-name-character" "设备名称含有不允许的字符"
        "The device name holds a character that is not allowed";

    // codes of the catalogue
    ITEM_CODE "item-code" "事项编码格式有误" "This is not the code of an item";
    DEPARTMENT_CODE "department-code" "部门编码格式有误" "This is not the code of a department";
    MATERIAL_CODE "material-code" "材料编码格式有误" "This is not the code of a material";
    CATALOGUE_VERSION "catalogue-version" "事项目录版本格式有误" "This is not the version of a catalogue";

    // materials
    MATERIAL_UNKNOWN "material-unknown" "该事项没有此材料" "The item has no such material";
    MATERIAL_ABOLISHED "material-abolished" "该证明已取消,不得索要" "This proof was abolished and may not be asked for";
    MATERIAL_NOT_SHARED "material-not-shared" "该材料不通过数据共享查询" "This material is not fetched by data sharing";
    MATERIAL_TWICE "material-twice" "同一材料重复填写" "This material is covered twice";
    COMMITMENT_MISSING "commitment-missing" "容缺材料须有居民签字的承诺书" "A material that follows needs the resident's signed commitment";
    MATERIAL_MISSING "material-missing" "材料尚缺" "This material is not covered";
    MATERIAL_NOT_FOUND "material-not-found" "共享数据中未查到,请拍摄原件" "Data sharing has nothing: photograph the original";
    MATERIAL_MISMATCH "material-mismatch" "共享数据与本人信息不一致,请拍摄原件"
        "Data sharing knows other particulars: photograph the original";
    COVER_NOT_ALLOWED "cover-not-allowed" "该材料不能以此方式提供" "This material cannot be covered this way";

    // the manifest and its files
    FILE_UNKNOWN "file-unknown" "文件清单中没有此文件" "The manifest has no such file";
    FILE_DUPLICATE "file-duplicate" "文件清单中重复" "This file is in the manifest twice";
    FILE_PURPOSE "file-purpose" "文件用途不符" "The file's purpose does not fit";
    FILE_NOT_HERE "file-not-here" "文件尚未到达" "The file has not arrived";
    FILE_NOT_VERIFIED "file-not-verified" "文件尚未核验" "The file has not been verified";
    SHA256 "sha256" "不是有效的 SHA-256(64 位小写十六进制)" "This is not a SHA-256 (64 lower-case hex digits)";
    SIZE "size" "文件大小有误" "This is no size that a file may have";
    MEDIA_TYPE "media-type" "不支持的文件类型" "Files of this type are not taken";

    // the mandate
    MANDATE_AGENT "mandate-agent" "受托人不是办理人" "The mandate names another agent";
    MANDATE_POWER "mandate-power" "授权范围缺少代为申请" "The mandate lacks the power to file";
    MANDATE_TERM "mandate-term" "授权期限应为 1 至 90 天" "A mandate's term is 1 to 90 days";
    MANDATE_NOT_STANDING "mandate-not-standing" "授权已过期或不含代为申请" "The mandate has run out or lacks the power to file";
    MANDATE_SIGNATURE "mandate-signature" "授权委托书签名文件不在文件清单中" "The manifest lacks the mandate's signature";
    MANDATE_WITNESS_REQUIRED "mandate-witness-required" "按指印须有一名见证人,口头同意须有两名"
        "A thumb-print needs a witness, an oral assent two";
    MANDATE_WITNESS_ID "mandate-witness-id" "见证人身份证号码后四位有误"
        "These are not the last four characters of an ID number";
    MANDATE_PERSON_TWICE "mandate-person-twice" "同一人不得兼作代理人、监护人或者见证人"
        "Agent, guardian and witnesses are each a person of their own";
    MANDATE_GUARDIAN_REQUIRED "mandate-guardian-required" "未满十八周岁须由监护人签署" "A guardian signs for who is under 18";
    MANDATE_GUARDIAN_GROUND "mandate-guardian-ground" "监护原因与居民年龄不符" "This ground does not fit the resident's age";
    MANDATE_WITNESS_IS_AGENT "mandate-witness-is-agent" "办理人不得作见证人" "The worker may not be the witness";

    // consents
    CONSENT_TWICE "consent-twice" "同一类同意重复填写" "This consent is there twice";
    CONSENT_TEXT_VERSION "consent-text-version" "告知文本版本未知" "This version of the text is not known";
    CONSENT_PERSONAL_INFORMATION "consent-personal-information" "缺少个人信息处理同意"
        "Consent to the handling of personal information is lacking";
    CONSENT_ID_PHOTO "consent-id-photo" "缺少拍摄身份证件的单独同意" "Consent to the photo of an ID card is lacking";
    CONSENT_HEALTH "consent-health" "缺少医疗健康信息的单独同意" "Consent to the handling of medical papers is lacking";
    CONSENT_BANK_ACCOUNT "consent-bank-account" "缺少银行账户信息的单独同意"
        "Consent to the handling of a bank account is lacking";
    CONSENT_LOCATION "consent-location" "缺少位置信息的单独同意" "Consent to the handling of the location is lacking";
    CONSENT_ELECTRONIC_SERVICE "consent-electronic-service" "缺少电子送达的单独同意"
        "Consent to electronic service is lacking";
    CONSENT_CHILD "consent-child" "缺少不满十四周岁未成年人监护人的单独同意"
        "The guardian's consent to handling a child's information is lacking";

    // evidence: what opening a sealed file can show
    EVIDENCE_NOT_SEALED "evidence-not-sealed" "文件未加密" "The file is not sealed";
    EVIDENCE_OTHER_RECIPIENT "evidence-other-recipient" "文件未加密给本系统" "The file is sealed to another recipient";
    EVIDENCE_DAMAGED "evidence-damaged" "文件已损坏或不完整" "The sealed file is damaged or cut short";
    EVIDENCE_EMPTY "evidence-empty" "文件为空" "The file is empty";
    EVIDENCE_TOO_LARGE "evidence-too-large" "文件过大" "The file is too large";
    EVIDENCE_CLAIMED_ELSEWHERE "evidence-claimed-elsewhere" "文件已用于其他居民或其他上门记录"
        "The file serves another resident or visit";
    EVIDENCE_SIZE_MISMATCH "evidence-size-mismatch" "文件大小与清单不符" "The file's size is not the manifest's";
    EVIDENCE_UNKNOWN_MEDIA "evidence-unknown-media" "无法识别的文件类型" "The opened file is of no known type";
    EVIDENCE_MEDIA_MISMATCH "evidence-media-mismatch" "文件类型与清单不符" "The opened file is of another type than claimed";
    EVIDENCE_BROKEN_MEDIA "evidence-broken-media" "图片或文档已损坏" "The opened file is broken";
    EVIDENCE_IMAGE_BOMB "evidence-image-bomb" "图片尺寸过大" "The image is too large to be looked at safely";

    // what the administrator brings in
    CALENDAR_FILE "calendar-file" "日历文件此行有误" "This line of the calendar's file is at fault";

    // a draft of the catalogue, by line
    SYNTAX "syntax" "不是有效的 TOML" "This is not valid TOML";
    KEY_MISSING "key-missing" "缺少必填项" "A key is missing";
    GUIDE_ELEMENT_MISSING "guide-element-missing" "办事指南六要素不全" "An element of the guide is missing";
    KEY_UNKNOWN "key-unknown" "未知的字段" "This key is not known here";
    KEY_OUT_OF_PLACE "key-out-of-place" "该字段不适用于此材料来源" "This key does not go with the source";
    WRONG_TYPE "wrong-type" "类型不符" "The value is of the wrong type";
    EMPTY "empty" "不能为空" "This is empty";
    CHARACTER "character" "含有控制字符" "This holds a control character";
    RANGE "range" "数值超出允许范围" "The number is out of range";
    MALFORMED "malformed" "编码格式有误" "The code is malformed";
    WORD_UNKNOWN "word-unknown" "取值不在允许范围内" "This is none of the words allowed here";
    WORD_TWICE "word-twice" "取值重复" "A word is there twice";
    ITEMS_TOO_MANY "items-too-many" "事项数量过多" "There are too many items";
    ITEM_TWICE "item-twice" "事项编码重复" "This item is there already";
    DEPARTMENT_UNKNOWN "department-unknown" "没有此部门" "There is no such department";
    PROOF_UNKNOWN "proof-unknown" "没有此证明" "There is no such proof";
    ISSUER_UNKNOWN "issuer-unknown" "没有此出具单位" "There is no such issuer";
    ABOLISHED_CARRIES_MORE "abolished-carries-more" "已取消的证明不得带有其他字段"
        "An abolished proof holds nothing that could be asked for";
    PROMISE_ABOVE_LIMIT "promise-above-limit" "承诺期限超过法定期限" "More days are promised than the law allows";
    IMMEDIATE_WITH_DAYS "immediate-with-days" "即办件承诺期限应为 0" "An immediate item is promised for the same day";
    CARD_OF_NO_CARD "card-of-no-card" "只有办理结果为证卡的事项才由窗口制卡"
        "The window makes a card only of an item of which a card comes out";
    IMMEDIATE_BY_DEPARTMENT "immediate-by-department" "即办件应由中心办结" "An immediate item is decided at the centre";
    PROMISED_WITHOUT_DAYS "promised-without-days" "承诺件须有承诺期限" "This item is promised for a working day to come";
    IMMEDIATE_BEFORE_DELEGATION "immediate-before-delegation" "新下放事项此前不是即办件"
        "An item that the pilot delegated was not immediate before it";
    ID_ONLY_MATERIALS "id-only-materials" "仅凭身份证事项不得要求其他材料"
        "The ID card is said to be the one thing to show, and it is not";
    EXPECTATION "expectation" "与自行清点的数字不符" "What is expected is not what is counted";
    CATALOGUE_VERSION_NOT_AFTER "catalogue-version-not-after" "版本号未在上一版本之后"
        "The version does not come after the last one";
    ITEM_REMOVED "item-removed" "事项不得删除,只能停办" "An item is left out: close it instead";
    ITEM_CODE_REUSED "item-code-reused" "该编码属于另一事项" "This code is that of another item";
    LEGAL_BASIS_MISSING "legal-basis-missing" "新增或变更的事项须写明设定依据"
        "A new or changed item names the law that it rests on";

    // the form and the window
    FORM_FIELD "form-field" "表单字段名有误" "This is not the name of a form field";
    FORM_VALUE "form-value" "表单内容过长或含有不允许的字符"
        "The answer is too long or holds a character that is not allowed";
    OPINION_REQUIRED "opinion-required" "不予许可须说明理由" "A refusal needs an opinion";
    DUPLICATE_OF_REQUIRED "duplicate-of-required" "须指明保留的办件" "The case that goes on must be named";
    RIGHT_BODY_REQUIRED "right-body-required" "须告知有权受理的机关" "The body whose power it is must be named";
    DEFECT_NOTE_REQUIRED "defect-note-required" "须说明问题" "This needs a note";
}

/// A fault code in words. Problem codes are known too; a code of a later release gets a general sentence.
#[must_use]
pub fn fault_text(code: &str, lang: Lang) -> &'static str {
    if let Some(problem) = ProblemCode::parse(code) {
        return problem.title(lang);
    }
    let text = ALL.iter().find(|text| text.code == code).unwrap_or(&UNKNOWN);
    match lang {
        Lang::Zh => text.zh,
        Lang::En => text.en,
    }
}

/// Whether [`fault_text`] has words of its own for a code.
#[must_use]
pub fn is_known(code: &str) -> bool {
    ProblemCode::parse(code).is_some() || ALL.iter().any(|text| text.code == code)
}
