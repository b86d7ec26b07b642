//! The demo's register: what shared libraries tell of its residents. Of anybody else it cannot tell, so that cases of
//! other made-up people go on and wait to be verified.

use domain::{
    catalogue::{Catalogue, Source},
    lookup::shared,
};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::residents;

/// The register as a file of an embedded one.
#[must_use]
pub fn register(catalogue: &Catalogue, today: Date) -> String {
    let mut lines = vec![json!({"source": "演示共享数据", "as_of": today.to_string(), "complete": false})];
    for (name, number) in residents::known() {
        for item in &catalogue.items {
            for material in shared(item) {
                let Source::Share(library) = material.source else { continue };
                lines.push(json!({
                    "id_number": number, "name": name, "library": library.as_str(), "item": item.code.as_str(),
                    "material": material.code.as_str(), "facts": facts(material.code.as_str()),
                }));
            }
        }
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Made-up facts for a material.
fn facts(material: &str) -> Value {
    match material {
        "hukou" => json!({"household_division": "330106", "moved_out": false}),
        "contrib" => json!({"insured": true, "insured_months": 186}),
        "insured" => json!({"insured": true, "residence_registered": true}),
        "death" => json!({"deceased": false, "household_cancelled": false}),
        "biz" => json!({"business_registered": false}),
        "photo" => json!({"photo_kept": true}),
        "marriage" => json!({"married": true}),
        "children" => json!({"children": 1}),
        "means" => json!({"within_means": true}),
        "dpf-cert" => json!({"disabled": true, "certificate_valid": true}),
        _ => json!({"low_income": false, "disabled": false}),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::identity::Areas;
    use jiff::civil::date;

    use super::*;
    use crate::{catalogue, registers::EmbeddedRegister};

    #[test]
    fn it_can_be_imported_and_knows_every_resident() {
        let today = date(2026, 11, 23);
        let text = register(&catalogue::parse(catalogue::LUOJIAZHUANG).unwrap(), today);
        let read = EmbeddedRegister::import(&text, today, Areas::TestToo, Arc::new(<[u8]>::to_vec)).unwrap();
        assert_eq!(read.people(), 24);
    }
}
