//! The demo's residents: made up, with ID numbers of the never assigned area 999999.

use domain::{
    clock::shanghai,
    identity::{Areas, IdNumber, IdNumberRefusal, upgrade},
    ids::{CentreId, CommunityId, ResidentId},
    phone::Phone,
    resident::{CareGroup, Profile},
    text::{Address, PersonName},
};
use store::StoredResident;

use super::{DemoCentre, DemoUser};
use crate::{
    actions::{Error, match_resident::Spoken},
    app::App,
};

/// Made-up people: name, birth date and sequence of the ID number (15-digit form without the area), care group.
const PEOPLE: [(&str, &str, CareGroup); 24] = [
    ("王秀英", "430715002", CareGroup::Elderly),
    ("李建国", "410302005", CareGroup::Elderly),
    ("张桂兰", "380921004", CareGroup::Infirm),
    ("刘德华", "521130007", CareGroup::Disabled),
    ("陈玉珍", "360106008", CareGroup::Elderly),
    ("杨国强", "480523011", CareGroup::Sick),
    ("赵淑芬", "450818014", CareGroup::Elderly),
    ("黄志明", "570209013", CareGroup::Disabled),
    ("周凤英", "340412016", CareGroup::Infirm),
    ("吴长春", "491001015", CareGroup::Hardship),
    ("徐丽华", "620325018", CareGroup::Disabled),
    ("孙福生", "390730017", CareGroup::Elderly),
    ("胡秀兰", "420614020", CareGroup::Elderly),
    ("朱卫东", "661217019", CareGroup::Hardship),
    ("高淑珍", "370903022", CareGroup::Sick),
    ("林阿宝", "330228021", CareGroup::Infirm),
    ("何美娟", "550716024", CareGroup::Disabled),
    ("郭长根", "400119023", CareGroup::Elderly),
    ("马玉兰", "470505026", CareGroup::Sick),
    ("罗建华", "600811025", CareGroup::Hardship),
    ("梁淑贞", "350423028", CareGroup::Elderly),
    ("宋金福", "311026027", CareGroup::Infirm),
    ("郑阿妹", "440130030", CareGroup::Elderly),
    ("谢根生", "580627029", CareGroup::Disabled),
];

fn number(born: &str) -> Result<String, IdNumberRefusal> {
    upgrade(&format!("999999{born}"))
}

/// Names and ID numbers of the residents.
pub(super) fn known() -> impl Iterator<Item = (&'static str, String)> {
    PEOPLE.iter().filter_map(|(name, born, _)| Some((*name, number(born).ok()?)))
}

/// A resident of the demo and whose community it is.
#[derive(Clone, Copy)]
pub(super) struct DemoResident {
    pub id: ResidentId,
    pub community: CommunityId,
}

/// Puts the residents into the register, spread over the communities.
pub(super) async fn register(
    app: &App,
    centre: &DemoCentre,
    users: &[DemoUser],
) -> Result<Vec<DemoResident>, Error> {
    let by = users.first().ok_or(Error::NotFound)?.id;
    let now = app.clock.now();
    let mut residents = Vec::new();
    let communities = centre.communities.iter().cycle();
    for (n, ((name, born, group), (community, _))) in PEOPLE.iter().zip(communities).enumerate() {
        let id = ResidentId::from_uuid(app.fresh());
        let profile = profile(app, n, name, born, *group)?;
        let spoken = Spoken::prepare(&app.vault, centre.id, id, profile)?;
        let row = StoredResident {
            id,
            centre: centre.id,
            community: *community,
            version: 1,
            data_key: spoken.sealed.data_key,
            profile: spoken.sealed.profile,
            id_index: spoken.sealed.id_index,
            name_index: spoken.sealed.name_index,
            phone_index: spoken.sealed.phone_index,
            created_by: by,
            created_at: now,
        };
        insert(app, centre.id, row).await?;
        residents.push(DemoResident { id, community: *community });
    }
    Ok(residents)
}

async fn insert(app: &App, centre: CentreId, row: StoredResident) -> Result<(), Error> {
    let now = app.clock.now();
    app.store
        .write(move |tx| {
            tx.in_centre(centre, now, |tx| {
                tx.insert_resident(&row)?;
                let entry =
                    domain::audit::Entry::by_the_server("seed-resident", "resident", Some(row.id.uuid()));
                Ok::<_, Error>(((), entry))
            })
        })
        .await
}

fn profile(app: &App, n: usize, name: &str, born: &str, group: CareGroup) -> Result<Profile, Error> {
    let fault = |error| Error::Fault(Box::new(error));
    let today = shanghai(app.clock.now()).date();
    let number = number(born).map_err(|error| Error::Fault(Box::new(error)))?;
    let id_number =
        IdNumber::parse(&number, today, Areas::TestToo).map_err(|error| Error::Fault(Box::new(error)))?;
    let phone = Phone::parse(&format!("1390000{:04}", n.saturating_add(1)));
    Ok(Profile {
        name: PersonName::parse(name).map_err(fault)?,
        id_number,
        phone: Some(phone.map_err(|error| Error::Fault(Box::new(error)))?),
        address: Some(
            Address::parse(&format!("{}幢{}单元{}02室", n % 18 + 1, n % 3 + 1, n % 6 + 1)).map_err(fault)?,
        ),
        care_groups: vec![group],
        note: None,
        relations: Vec::new(),
    })
}
