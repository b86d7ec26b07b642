//! Things and changes of hands on their way to the wire.

use domain::{
    case::{Stage, Way},
    custody::{AttemptReason, Custody, Holder, Receiver},
    ids::UserId,
    message::ContactRole,
    text::{Address, MaterialCode, PersonName, Reason, ResultNumber, Tracking},
};
use mobile_contract::v1;
use store::{Handover, StoredResult};

use crate::{
    actions::{
        list_custody::{CustodyPage, ListedThing},
        read_case::SaidOfChange,
    },
    http::cases::stage,
};

/// A page of things.
pub fn page(page: CustodyPage) -> v1::CustodyPage {
    let line = |ListedThing { thing, row, profile }: ListedThing| v1::CustodyLine {
        case_id: row.case.id.uuid(),
        number: row.case.stage.receipt().map(|receipt| receipt.number.as_str().to_owned()),
        stage: stage(row.case.stage.as_str()),
        item: row.case.item.as_str().to_owned(),
        resident_id: row.case.resident.uuid(),
        resident_name: profile.map_or_else(String::new, |profile| profile.name.masked()),
        thing: self::thing(&thing),
    };
    v1::CustodyPage {
        things: page.things.into_iter().map(line).collect(),
        next: page.next.map(domain::ids::CustodyId::uuid),
    }
}

/// One thing.
pub fn thing(thing: &Custody) -> v1::CustodyThing {
    let awaited = thing.awaited;
    v1::CustodyThing {
        id: thing.id.uuid(),
        material: thing.thing.material().map(|code| code.as_str().to_owned()),
        count: thing.count,
        holder: holder(thing.holder),
        worker_id: worker(thing.holder),
        awaited: awaited.map(|awaited| holder(awaited.by)),
        awaited_worker_id: awaited.and_then(|awaited| worker(awaited.by)),
        missing: awaited.is_some_and(|awaited| awaited.missing),
        since: thing.since.to_string(),
        due_at: thing.due_at.map(|at| at.to_string()),
        attempts: u32::try_from(thing.attempts).unwrap_or(0),
    }
}

/// What was made out, and how far it has come.
pub fn service(stage: &Stage, (issued, number): &(StoredResult, ResultNumber)) -> v1::CaseService {
    let service = match stage {
        Stage::Concluded { service, .. } => Some(*service),
        _ => None,
    };
    v1::CaseService {
        number: number.masked(),
        way: match issued.way {
            Way::Home => v1::DeliveryWay::Home,
            Way::Post => v1::DeliveryWay::Post,
            Way::Window => v1::DeliveryWay::Window,
            Way::Electronic => v1::DeliveryWay::Electronic,
        },
        issued_at: issued.issued_at.to_string(),
        delivered_at: service.and_then(domain::case::Service::delivered_at).map(|at| at.to_string()),
        closed_at: service.and_then(domain::case::Service::closed_at).map(|at| at.to_string()),
    }
}

/// One change of hands.
pub fn handover((change, words): &(Handover, SaidOfChange)) -> v1::Handover {
    v1::Handover {
        material: change.thing.material().map(MaterialCode::as_str).map(str::to_owned),
        kind: change.kind.as_str().to_owned(),
        from: holder(change.from),
        from_worker_id: worker(change.from),
        to: holder(change.to),
        to_worker_id: worker(change.to),
        at: change.at.to_string(),
        device_at: change.device_at.map(|at| at.to_string()),
        receiver: change.receiver.map(receiver),
        receiver_name: words.receiver.as_ref().map(PersonName::masked),
        reason: change.reason.map(reason),
        signature_file: change.signature.map(domain::ids::FileId::uuid),
        tracking: words.tracking.as_ref().map(Tracking::as_str).map(str::to_owned),
        place: words.place.as_ref().map(Address::as_str).map(str::to_owned),
        note: words.note.as_ref().map(Reason::as_str).map(str::to_owned),
    }
}

fn worker(holder: Holder) -> Option<uuid::Uuid> {
    holder.worker().map(UserId::uuid)
}

const fn holder(holder: Holder) -> v1::CustodyHolder {
    match holder {
        Holder::Unissued => v1::CustodyHolder::Unissued,
        Holder::Centre => v1::CustodyHolder::Centre,
        Holder::Worker(_) => v1::CustodyHolder::Worker,
        Holder::Post => v1::CustodyHolder::Post,
        Holder::Received => v1::CustodyHolder::Received,
    }
}

const fn receiver(receiver: Receiver) -> v1::ThingReceiver {
    match receiver {
        Receiver::Resident | Receiver::Other(ContactRole::Resident) => v1::ThingReceiver::Resident,
        Receiver::Other(ContactRole::Guardian) => v1::ThingReceiver::Guardian,
        Receiver::Other(ContactRole::Relative) => v1::ThingReceiver::Relative,
        Receiver::Other(ContactRole::CommunityWorker) => v1::ThingReceiver::CommunityWorker,
    }
}

const fn reason(reason: AttemptReason) -> v1::AttemptReason {
    match reason {
        AttemptReason::NotAtHome => v1::AttemptReason::NotAtHome,
        AttemptReason::Moved => v1::AttemptReason::Moved,
        AttemptReason::Refused => v1::AttemptReason::Refused,
        AttemptReason::AddressWrong => v1::AttemptReason::AddressWrong,
        AttemptReason::Died => v1::AttemptReason::Died,
    }
}
