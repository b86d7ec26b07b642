//! The demo's organisation. The street and its communities have their public division codes; which six communities
//! the centre serves is made up.

use domain::{
    ids::{CentreId, CommunityId, UnitId},
    unit::{Unit, UnitKind},
    wording::NamePair,
};

use crate::{actions::Error, app::App};

/// Communities around the centre: code, name, name in English, one of its estates.
const COMMUNITIES: [(&str, &str, &str, &str); 6] = [
    ("330106013014", "骆家庄社区", "Luojiazhuang", "骆家庄一区"),
    ("330106013001", "湖畔社区", "Hupan", "湖畔花园"),
    ("330106013003", "金乐社区", "Jinle", "金都花园"),
    ("330106013006", "竞舟社区", "Jingzhou", "竞舟苑"),
    ("330106013009", "香樟社区", "Xiangzhang", "香樟公寓"),
    ("330106013013", "阳光社区", "Yangguang", "阳光新村"),
];

/// The centre and its communities.
#[derive(Debug, Clone)]
pub struct DemoCentre {
    /// The centre.
    pub id: CentreId,
    /// Its name.
    pub name: String,
    /// Its communities and their names.
    pub communities: Vec<(CommunityId, String)>,
}

/// Makes the organisation.
pub(super) async fn found(app: &App) -> Result<DemoCentre, Error> {
    let id = || UnitId::from_uuid(app.fresh());
    let unit = |id, kind, parent, code: &str, zh: &str, en: &str| Unit {
        id,
        kind,
        parent,
        code: code.to_owned(),
        name: NamePair { zh: zh.to_owned(), en: en.to_owned() },
    };
    let (district, street, centre) = (id(), id(), id());
    let name = "骆家庄便民服务中心";
    let mut units = vec![
        unit(district, UnitKind::District, None, "330106", "西湖区", "Xihu District"),
        unit(street, UnitKind::Street, Some(district), "330106013", "文新街道", "Wenxin Sub-district"),
        unit(
            centre,
            UnitKind::Centre,
            Some(street),
            "330106013014",
            name,
            "Luojiazhuang Convenience Service Centre",
        ),
    ];
    let mut communities = Vec::new();
    for (code, zh, en, estate) in COMMUNITIES {
        let community = id();
        units.push(unit(community, UnitKind::Community, Some(centre), code, zh, &format!("{en} Community")));
        units.push(unit(
            id(),
            UnitKind::Estate,
            Some(community),
            code,
            estate,
            &format!("an estate of {en}"),
        ));
        communities.push((CommunityId::from_uuid(community.uuid()), zh.to_owned()));
    }
    app.store
        .write(move |tx| Ok::<_, Error>(units.iter().try_for_each(|unit| tx.insert_unit(unit))?))
        .await?;
    Ok(DemoCentre { id: CentreId::from_uuid(centre.uuid()), name: name.to_owned(), communities })
}
