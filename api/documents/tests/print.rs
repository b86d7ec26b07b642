//! Every document on paper: what it says, what it refuses, and what it never tells.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    thread,
};

use documents::{
    CardFormat, Correction, DEBIAN_FONTS, Document, Flaw, GuardianLine, Manuscript, OpenFault, Picture,
    Place, PrintFault, Printer, SeniorCard, Signing, Slip, samples,
};
use domain::{
    correction::DefectReason,
    mandate::{GuardianRelation, SignatureKind},
    text::{PersonName, Reason},
};

fn printer() -> &'static Printer {
    static PRINTER: OnceLock<Printer> = OnceLock::new();
    PRINTER.get_or_init(|| Printer::open(Path::new(DEBIAN_FONTS), None).unwrap())
}

/// What a tool of poppler says of a PDF.
fn poppler(tool: &str, options: &[&str], pdf: &[u8], to: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("document.pdf");
    fs::write(&path, pdf).unwrap();
    let output = Command::new(tool).args(options).arg(&path).args(to).output();
    let output = output.unwrap_or_else(|error| panic!("{tool} (poppler-utils): {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn pdftotext(options: &[&str], pdf: &[u8]) -> String {
    poppler("pdftotext", options, pdf, &["-"])
}

fn pdfinfo(options: &[&str], pdf: &[u8]) -> String {
    poppler("pdfinfo", options, pdf, &[])
}

/// The text of a PDF line by line, without white space and empty lines: spacing is a matter of taste.
fn text(pdf: &[u8]) -> String {
    let text = pdftotext(&["-raw", "-nopgbrk"], pdf);
    let lines = text.lines().map(|line| line.split_whitespace().collect::<String>());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n") + "\n"
}

/// What `pdfinfo` says on one line.
fn info(pdf: &[u8], name: &str) -> String {
    let all = pdfinfo(&[], pdf);
    let found = all.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    found.unwrap_or_else(|| panic!("no {name} in {all}")).trim().to_owned()
}

fn sample_card(format: CardFormat) -> SeniorCard {
    let cards = samples().into_iter().filter_map(|document| match document {
        Document::SeniorCard(card) if card.format == format => Some(card),
        _ => None,
    });
    cards.last().unwrap()
}

fn sample_correction() -> Correction {
    let letters = samples().into_iter().filter_map(|document| match document {
        Document::Correction(correction) => Some(correction),
        _ => None,
    });
    letters.last().unwrap()
}

fn sample_slips() -> impl Iterator<Item = Slip> {
    samples().into_iter().filter_map(|document| match document {
        Document::Slip(slip) => Some(slip),
        _ => None,
    })
}

#[test]
fn every_document_prints_what_it_should_say() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let printed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents");
    fs::create_dir_all(&printed).unwrap();
    let mut differ = Vec::new();
    for (sample, number) in samples().iter().zip(1..) {
        let name = format!("{number:02}-{}", sample.kind());
        let pdf = printer().print(sample).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let text = text(&pdf);
        assert_is_for_the_archive(&pdf, &name);
        fs::write(printed.join(format!("{name}.pdf")), &pdf).unwrap();
        fs::write(printed.join(format!("{name}.txt")), &text).unwrap();
        if fs::read_to_string(golden.join(format!("{name}.txt"))).ok().as_ref() != Some(&text) {
            differ.push(name);
        }
    }
    let kept = fs::read_dir(&golden).unwrap().count();
    assert_eq!(kept, samples().len(), "texts in {}", golden.display());
    assert!(
        differ.is_empty(),
        "{differ:?} differ. Look at them in {}; what is right goes to {}",
        printed.display(),
        golden.display()
    );
}

fn assert_is_for_the_archive(pdf: &[u8], name: &str) {
    let meta = pdfinfo(&["-meta"], pdf);
    assert!(meta.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A<"), "{name}: {meta}");
    assert_eq!(info(pdf, "Tagged"), "yes", "{name}");
    assert!(String::from_utf8_lossy(pdf).contains("/GTS_PDFA1"), "{name}: no output intent");
    // Every font embedded, subset and with a way back to Unicode; two lines of head.
    let fonts = poppler("pdffonts", &[], pdf, &[]);
    let fonts: Vec<_> = fonts.lines().skip(2).collect();
    assert!(!fonts.is_empty(), "{name}");
    assert!(fonts.iter().all(|font| font.contains(" yes yes yes ")), "{name}: {fonts:#?}");
    assert!(pdf.len() < 200_000, "{name}: {} bytes", pdf.len());
}

#[test]
fn rare_characters_of_a_name_are_printed() {
    for name in ["王𬍛", "䶮小燕", "𠮷野", "㛃娜", "𰻝大山", "刘〇", "买买提·艾则孜", "Nguyễn Thị Mai"]
    {
        let mut slip = sample_slips().next().unwrap();
        slip.cover.applicant.name = PersonName::parse(name).unwrap();
        let pdf = printer().print(&Document::Slip(slip)).unwrap();
        assert!(text(&pdf).contains(&name.replace(' ', "")), "{name}");
        let mut card = sample_card(CardFormat::Card);
        card.holder.name = PersonName::parse(name).unwrap();
        let pdf = printer().print(&Document::SeniorCard(card)).unwrap();
        assert!(text(&pdf).contains(&name.replace(' ', "")), "{name}");
    }
}

#[test]
fn a_character_without_a_font_is_handed_back_and_never_told() {
    let mut correction = sample_correction();
    correction.cover.applicant.name = PersonName::parse("王大力").unwrap();
    correction.flaws = vec![Flaw {
        material: "残疾人证".to_owned(),
        reason: DefectReason::Other,
        note: Reason::parse("请说明病情🙂").ok(),
    }];
    let document = Document::Correction(correction);
    let fault = printer().print(&document).unwrap_err();
    assert_eq!(fault, PrintFault::Character { character: '🙂' });
    assert_eq!(fault.code(), "document-character");
    for told in [format!("{fault:?}"), fault.to_string(), format!("{document:?}")] {
        for secret in ["王", "大力", "残疾", "病情", "🙂", "1F642", "1f642"] {
            assert!(!told.contains(secret), "{told}");
        }
    }
}

#[test]
fn characters_that_no_font_may_show_are_faults_too() {
    // Private use, as old registers write rare names with it; a lost character; a control character; none at all.
    for character in ['\u{E000}', '\u{F8FF}', '\u{F0000}', '\u{FFFD}', '\u{1680}', '\u{7}', '\u{FFFF}'] {
        let mut slip = sample_slips().next().unwrap();
        slip.message = Some(format!("请{character}看"));
        let fault = printer().print(&Document::Slip(slip)).unwrap_err();
        assert_eq!(fault, PrintFault::Character { character });
    }
    // What is not to be seen needs no font, and breaks no archive's rule.
    for unseen in ["\u{FEFF}", "\u{200B}", "\u{E0100}", "\u{FE00}", "\u{AD}", "\n", "\t", "\u{3000}"] {
        let mut slip = sample_slips().next().unwrap();
        slip.message = Some(format!("请葛{unseen}看"));
        printer().print(&Document::Slip(slip)).unwrap_or_else(|fault| panic!("{unseen:?}: {fault}"));
    }
}

#[test]
fn a_broken_picture_is_a_fault_that_says_which() {
    let whole = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/photo.png")).unwrap();
    let mut card = sample_card(CardFormat::Card);
    card.photo = Some(Picture::parse(whole[..whole.len() / 2].to_vec()).unwrap());
    let fault = printer().print(&Document::SeniorCard(card)).unwrap_err();
    assert_eq!(fault, PrintFault::Picture { picture: "photo" });
    assert_eq!(fault.code(), "document-picture");
}

#[test]
fn a_look_up_address_too_long_for_a_code_is_a_fault() {
    let mut card = sample_card(CardFormat::Card);
    card.look_up = Some("x".repeat(3_000));
    assert_eq!(printer().print(&Document::SeniorCard(card)).unwrap_err(), PrintFault::LookUp);
}

#[test]
fn the_card_has_the_size_of_a_card() {
    let pdf = printer().print(&Document::SeniorCard(sample_card(CardFormat::Card))).unwrap();
    assert_eq!(info(&pdf, "Pages"), "2");
    // 85.6 and 54 mm in points.
    let size = info(&pdf, "Page size");
    let sides: Vec<f64> = size.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert!((sides[0] - 242.65).abs() < 0.05 && (sides[1] - 153.07).abs() < 0.05, "{size}");

    let pdf = printer().print(&Document::SeniorCard(sample_card(CardFormat::Sheet))).unwrap();
    assert_eq!(info(&pdf, "Pages"), "1");
    assert!(info(&pdf, "Page size").ends_with("(A4)"));
}

#[test]
fn long_contents_fit_or_flow() {
    let longest = PersonName::parse(&"吾".repeat(PersonName::MOST)).unwrap();
    for format in [CardFormat::Card, CardFormat::Sheet] {
        let mut card = sample_card(format);
        card.holder.name = longest.clone();
        card.centre.name.zh = "很长的名字".repeat(8);
        let pdf = printer().print(&Document::SeniorCard(card)).unwrap();
        assert!(text(&pdf).replace('\n', "").contains(longest.as_str()));
    }
    // What shrinking does not make fit is a fault, not a card with half a line.
    let too_long = "很长的名字".repeat(30);
    let with = |change: fn(&mut SeniorCard, String)| {
        let mut card = sample_card(CardFormat::Card);
        change(&mut card, too_long.clone());
        printer().print(&Document::SeniorCard(card)).unwrap_err()
    };
    assert_eq!(with(|card, text| card.number = text), PrintFault::Space);
    assert_eq!(with(|card, text| card.issuer = text), PrintFault::Space);
    assert_eq!(with(|card, text| card.centre.name.zh = text), PrintFault::Space);
    let mut correction = sample_correction();
    correction.cover.applicant.name = longest.clone();
    correction.flaws = (1..=60)
        .map(|number| Flaw {
            material: format!("第{number}项材料"),
            reason: DefectReason::Incomplete,
            note: Reason::parse(&"说明".repeat(if number == 7 { 250 } else { 5 })).ok(),
        })
        .collect();
    let pdf = printer().print(&Document::Correction(correction)).unwrap();
    let text = text(&pdf);
    assert!((1..=60).all(|number| text.contains(&format!("第{number}项材料"))));
    let pages: usize = info(&pdf, "Pages").parse().unwrap();
    assert!(pages >= 3, "{pages}");
    assert_eq!(text.matches("存在的问题").count(), pages, "the table's head is on every page with rows");
}

#[test]
fn the_slip_has_one_page_and_nothing_small() {
    for slip in sample_slips() {
        let pdf = printer().print(&Document::Slip(slip)).unwrap();
        assert_eq!(info(&pdf, "Pages"), "1");
        let boxes = pdftotext(&["-bbox"], &pdf);
        let side = |line: &str, name: &str| -> f64 {
            line.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        let words: Vec<_> = boxes.lines().filter(|line| line.contains("<word")).collect();
        assert!(words.len() > 10, "{boxes}");
        for word in words {
            // The box of a word is as high as its font's ascent and descent, 1.16 of the size at most.
            assert!(side(word, "yMax") - side(word, "yMin") >= 18.0, "{word}");
        }
    }
}

#[test]
fn printing_side_by_side_gives_the_same_bytes() {
    let samples = samples();
    let alone: Vec<_> = samples.iter().map(|sample| printer().print(sample).unwrap()).collect();
    thread::scope(|scope| {
        for turn in 0..2 {
            let (samples, alone) = (&samples, &alone);
            scope.spawn(move || {
                for step in 0..samples.len() {
                    let at = (step + turn * 7) % samples.len();
                    assert!(printer().print(&samples[at]).unwrap() == alone[at], "{:?}", samples[at]);
                }
            });
        }
    });
}

#[test]
fn without_fonts_the_printer_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let fault = Printer::open(folder.path(), None).err().unwrap();
    assert!(matches!(fault, OpenFault::NoFont { .. }), "{fault:?}");
    assert!(fault.to_string().contains("NotoSerifCJKsc-Regular"), "{fault}");
    assert!(fault.to_string().contains("fonts-noto-cjk"), "{fault}");

    for file in ["NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"] {
        std::os::unix::fs::symlink(Path::new(DEBIAN_FONTS).join(file), folder.path().join(file)).unwrap();
    }
    fs::write(folder.path().join("NotoSansCJK-Bold.ttc"), "no font at all").unwrap();
    let fault = Printer::open(folder.path(), None).err().unwrap();
    assert!(matches!(fault, OpenFault::NoFace { face: "NotoSansCJKsc-Bold", .. }), "{fault:?}");
}

/// A folder of own templates with these files, and what opening with it says.
fn open_with(files: &[(&str, &[u8])]) -> Result<Printer, OpenFault> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path: PathBuf = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    Printer::open(Path::new(DEBIAN_FONTS), Some(folder.path()))
}

#[test]
fn own_templates_stand_in_for_the_built_in_ones() {
    let logo = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/photo.png")).unwrap();
    let refusal = "#import \"lib.typ\": *\n#show: letter.with(\"本中心自己的通知书\")\n\
        #image(\"/assets/logo.png\", height: 2cm, alt: \"标志\")\n#d.applicant.name;您好\n";
    let printer = open_with(&[("refusal.typ", refusal.as_bytes()), ("assets/logo.png", &logo)]).unwrap();
    for sample in samples().iter().filter(|sample| ["refusal", "acceptance"].contains(&sample.kind())) {
        let text = text(&printer.print(sample).unwrap());
        assert_eq!(text.contains("本中心自己的通知书"), sample.kind() == "refusal", "{text}");
    }
}

#[test]
fn own_templates_with_a_mistake_do_not_open() {
    let cases: [(&str, &str, &str); 5] = [
        ("slip.typ", "#import \"lib.typ\": *\n\n#d.applicnt.name", "slip: slip.typ:3"),
        ("slip.typ", "#set text(font: \"No Such Font\")\n好", "slip: slip.typ:1: unknown font family"),
        ("slip.typ", "#read(\"/../../etc/passwd\")", "slip: slip.typ:1"),
        ("slip.typ", "#datetime.today().display()", "slip: slip.typ:1"),
        ("recepit.typ", "好", "recepit.typ is no template"),
    ];
    for (name, text, expected) in cases {
        let fault = open_with(&[(name, text.as_bytes())]).err().unwrap().to_string();
        assert!(fault.contains(expected), "{fault}");
    }
    let fault = open_with(&[("fonts/rare.otf", b"no font")]).err().unwrap();
    assert!(matches!(fault, OpenFault::Stray { .. }), "{fault:?}");
}

#[test]
fn fonts_of_a_site_have_what_noto_lacks() {
    // A font of one drawn square, made for this test.
    let rare = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/one-rare-character.ttf")).unwrap();
    let name = "王𪛖";
    let slip = || {
        let mut slip = sample_slips().next().unwrap();
        slip.cover.applicant.name = PersonName::parse(name).unwrap();
        Document::Slip(slip)
    };
    assert_eq!(printer().print(&slip()).unwrap_err(), PrintFault::Character { character: '𪛖' });
    let own = open_with(&[("fonts/rare.ttf", &rare)]).unwrap();
    assert!(text(&own.print(&slip()).unwrap()).contains(name));
}

#[test]
fn hidden_files_beside_own_templates_are_passed_over() {
    open_with(&[(".slip.typ.swp", b"?"), ("fonts/.uuid", b"?"), ("assets/.keep", b"")]).unwrap();
}

#[test]
fn who_signs_otherwise_than_by_hand_has_room_for_witnesses() {
    for kind in SignatureKind::ALL {
        for sample in samples() {
            let Document::Mandate(mut mandate) = sample else { continue };
            mandate.signing = Signing { kind, picture: None, witnesses: Vec::new(), guardian: None };
            let text = text(&printer().print(&Document::Mandate(mandate)).unwrap());
            assert_eq!(text.matches("见证人签名").count(), kind.witnesses(), "{text}");
            assert!(!text.contains("监护人"), "{text}");
        }
    }
}

#[test]
fn a_guardian_signs_in_their_own_name() {
    for sample in samples() {
        let Document::Mandate(mut mandate) = sample else { continue };
        let name = PersonName::parse("李大力").unwrap();
        mandate.signing.guardian = Some(GuardianLine { name, relation: GuardianRelation::Child });
        let text = text(&printer().print(&Document::Mandate(mandate)).unwrap());
        for said in ["监护人李大力（子女，代委托人签署）", "委托人王小芳"] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}

#[test]
fn what_is_for_training_says_so_on_every_page() {
    let mut correction = sample_correction();
    correction.cover.practice = true;
    let mut card = sample_card(CardFormat::Card);
    card.practice = true;
    for (document, pages) in [(Document::Correction(correction), 1), (Document::SeniorCard(card), 2)] {
        let text = text(&printer().print(&document).unwrap()).replace('\n', "");
        assert_eq!(text.matches("演练件无效").count(), pages, "{text}");
    }
    let mut slip = sample_slips().last().unwrap();
    slip.cover.practice = true;
    let text_of_slip = text(&printer().print(&Document::Slip(slip)).unwrap()).replace('\n', "");
    assert!(text_of_slip.contains("TRAINING,NOTVALID"), "{text_of_slip}");
}

#[test]
fn what_was_put_down_prints_as_it_would_have_printed() {
    let signature = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/signature.png")).unwrap();
    let picture = || Picture::parse(signature.clone()).unwrap();
    for mut sample in samples() {
        if let Document::Mandate(mandate) = &mut sample {
            mandate.signing.picture = Some(picture());
        }
        let mut later = Manuscript::parse(&sample.put_down().to_text()).unwrap();
        assert!(!format!("{later:?}").contains('王'));
        match &mut sample {
            Document::Mandate(mandate) => {
                later.show(Place::Signature, picture());
                for (witness, place) in
                    mandate.signing.witnesses.iter_mut().zip([Place::Witness, Place::SecondWitness])
                {
                    witness.signature = Some(picture());
                    later.show(place, picture());
                }
            }
            Document::SeniorCard(card) => {
                card.photo = Some(picture());
                later.show(Place::Photo, picture());
            }
            _ => later.show(Place::Photo, picture()),
        }
        let (at_once, later) =
            (printer().print(&sample).unwrap(), printer().print_manuscript(&later).unwrap());
        assert!(at_once == later, "{sample:?}");
    }
    assert!(Manuscript::parse("{}").is_none());
}

#[test]
fn an_edition_changes_with_the_words_of_its_template_alone() {
    let own = "#import \"lib.typ\": *\n#set document(title: \"单\", author: \"单\")\n好";
    let own = open_with(&[("slip.typ", own.as_bytes())]).unwrap();
    for sample in samples() {
        let sample = sample.put_down();
        let (built_in, own) = (printer().edition(&sample), own.edition(&sample));
        assert_eq!(built_in != own, built_in.starts_with("slip-"), "{built_in} {own}");
    }
}
